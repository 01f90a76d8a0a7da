using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Symbiont.Fast.Hosting;

/// <summary>
/// Starts the router with its host, and drains it when the host stops. A router that fails while it runs stops its
/// host: a process that routes nothing must not look alive.
/// </summary>
internal sealed class RouterService(
    RouterOptions options, ILoggerFactory loggers, IHostApplicationLifetime lifetime) : IHostedService, IAsyncDisposable
{
    private MessageRouter? _router;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _router = MessageRouter.Start(options, loggers);
        _ = StopHostOnFailureAsync(_router);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_router is null)
        {
            return;
        }

        bool failed = _router.Failed.IsCompleted;
        await _router.StopAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        if (failed)
        {
            throw new RouterFailedException();
        }
    }

    public ValueTask DisposeAsync() => _router?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task StopHostOnFailureAsync(MessageRouter router)
    {
        await router.Failed.ConfigureAwait(false);
        lifetime.StopApplication();
    }
}
