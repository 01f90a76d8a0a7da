using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>The router's process: says <c>ready</c>, runs until its input ends, drains.</summary>
internal static class DemoRouterProcess
{
    public const string Ready = "ready";

    public static async Task<int> RunAsync(string folder, CancellationToken cancellation)
    {
        var state = new StateFolder(folder);
        using RouterIdentity identity = RouterFiles.Load(state.Router);
        var options = new RouterOptions
        {
            Identity = identity,
            Listeners =
            [
                .. Vocabulary.Tiers.ToArray().Select(tier =>
                    new ListenerOptions(tier, state.Socket(tier), Vocabulary.Name(tier))),
                .. new GuardedListeners(state.Sockets).All,
            ],
            Policies = DemoPolicy.Rules,
            AuditPath = state.AuditLog,
            EpochPath = state.Epochs,
            RevocationPath = state.Revocations,
        };
        await using MessageRouter router = MessageRouter.Start(options);
        Console.WriteLine(Ready);
        while (await Console.In.ReadLineAsync(cancellation) is not null)
        {
            // Nothing is asked of a router but to end.
        }

        await router.StopAsync();
        return 0;
    }
}
