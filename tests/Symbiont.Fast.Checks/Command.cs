using System.Diagnostics;
using System.Text;

namespace Symbiont.Fast.Checks;

/// <summary>What a child process left behind.</summary>
/// <param name="ExitCode">Its exit code; <c>null</c> when the time limit ended it.</param>
/// <param name="Output">What it wrote, standard error included.</param>
internal sealed record Finished(int? ExitCode, string Output);

/// <summary>Runs child processes with a time limit, after which they and their children are ended.</summary>
internal static class Command
{
    public static async Task<Finished> RunAsync(
        string folder, TimeSpan limit, string program, IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // A build node that stays behind would keep our end of its output open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var output = new StringBuilder();
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, e) => Append(output, e.Data);
        process.ErrorDataReceived += (_, e) => Append(output, e.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        using var limiter = new CancellationTokenSource(limit);
        try
        {
            await process.WaitForExitAsync(limiter.Token);
            return new Finished(process.ExitCode, Text(output));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit(TimeSpan.FromSeconds(10));
            return new Finished(null, Text(output));
        }
    }

    private static void Append(StringBuilder output, string? line)
    {
        lock (output)
        {
            output.AppendLine(line);
        }
    }

    private static string Text(StringBuilder output)
    {
        lock (output)
        {
            return output.ToString();
        }
    }
}
