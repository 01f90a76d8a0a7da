using System.Diagnostics;
using System.Globalization;

namespace Symbiont.Fast.LoadTests;

/// <summary>The parent's end of a router in a process of its own.</summary>
internal sealed class RouterProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Process _process;

    private RouterProcess(Process process, string folder) => (_process, Folder) = (process, folder);

    public string Folder { get; }

    public byte[] PublicKey { get; private set; } = [];

    public static async Task<RouterProcess> StartAsync(byte[] operatorKey, int sessions, int threads)
    {
        string folder = Directory.CreateTempSubdirectory("sf-load-").FullName;
        var start = new ProcessStartInfo(System.Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        string[] arguments =
        [
            "router", folder, Convert.ToHexString(operatorKey), sessions.ToString(CultureInfo.InvariantCulture),
            threads.ToString(CultureInfo.InvariantCulture),
        ];
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        var router = new RouterProcess(Process.Start(start)!, folder);
        string ready = await router.ReadLineAsync();
        router.PublicKey = Convert.FromHexString(ready.Split(' ')[1]);
        return router;
    }

    /// <summary>Reads memory and counters; after a full collection when <paramref name="collect"/> says so.</summary>
    public async Task<RouterReading> ReadAsync(bool collect = false)
    {
        await _process.StandardInput.WriteLineAsync(collect ? "collect" : "read");
        await _process.StandardInput.FlushAsync();
        return RouterReading.Parse(await ReadLineAsync());
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var deadline = new CancellationTokenSource(Patience);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        _process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task<string> ReadLineAsync() =>
        await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience)
        ?? throw new LoadException("the router's process ended");
}
