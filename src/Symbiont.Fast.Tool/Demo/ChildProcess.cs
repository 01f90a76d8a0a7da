using System.Diagnostics;
using System.Reflection;

namespace Symbiont.Fast.Tool;

/// <summary>
/// Another process of this same executable, spoken to in lines. It ends when its standard input does, so it also ends
/// when this process dies in whatever way; what does not is killed.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan ExitPatience = TimeSpan.FromSeconds(6);

    private readonly Process _process;
    private readonly string _name;
    private readonly Task<string> _errors;

    private ChildProcess(Process process, string name)
    {
        _process = process;
        _name = name;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts a process.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="arguments">Its command line.</param>
    public static ChildProcess Start(string name, params IReadOnlyList<string> arguments)
    {
        string executable = Environment.ProcessPath
            ?? throw new ToolException("this process does not know its own path");
        var start = new ProcessStartInfo(executable)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Under `dotnet symbiont-fast.dll` the executable is dotnet, which must be told the assembly again.
        if (Path.GetFileNameWithoutExtension(executable) == "dotnet")
        {
            start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location);
        }

        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        Process process = Process.Start(start) ?? throw new ToolException($"{name} could not be started");
        return new ChildProcess(process, name);
    }

    /// <summary>Writes a line to the process.</summary>
    public async Task WriteAsync(string line, CancellationToken cancellation)
    {
        await _process.StandardInput.WriteLineAsync(line.AsMemory(), cancellation);
        await _process.StandardInput.FlushAsync(cancellation);
    }

    /// <summary>Waits for the next line.</summary>
    /// <exception cref="ToolException">The process ended; the message has its last words.</exception>
    public async Task<string> ReadAsync(TimeSpan patience, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(patience);
        try
        {
            return await _process.StandardOutput.ReadLineAsync(deadline.Token)
                ?? throw new ToolException($"{_name} ended early: {await LastWordsAsync()}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ToolException($"{_name} said nothing for {patience.TotalSeconds:0} s");
        }
    }

    /// <summary>Waits for one certain line.</summary>
    /// <exception cref="ToolException">Another came.</exception>
    public async Task ExpectAsync(string expected, TimeSpan patience, CancellationToken cancellation)
    {
        string line = await ReadAsync(patience, cancellation);
        if (line != expected)
        {
            throw new ToolException($"{_name} said '{line}' instead of '{expected}'");
        }
    }

    /// <summary>Ends the process and returns its exit code.</summary>
    public async Task<int> StopAsync(CancellationToken cancellation)
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(cancellation).WaitAsync(ExitPatience, cancellation);
        return _process.ExitCode;
    }

    /// <summary>Kills the process if it still runs.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None).WaitAsync(ExitPatience);
        }

        _process.Dispose();
    }

    private async Task<string> LastWordsAsync()
    {
        string words = (await _errors.WaitAsync(ExitPatience)).Trim();
        return words.Length > 0 ? words : "without a word";
    }
}
