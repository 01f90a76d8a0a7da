using Microsoft.Extensions.Logging;
using Symbiont.Fast.Interop.Linux;
using Symbiont.Fast.Transport.IoUring;
using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Shards;

/// <summary>
/// Makes each engine thread's poller of sockets, by the options and by what the kernel allows. Used while the router is
/// composed.
/// </summary>
internal sealed class SocketPollers
{
    private readonly ILogger _logger;
    private readonly bool _anyThread;

    private SocketPollers(SocketDriver driver, bool anyThread, ILogger logger) =>
        (Driver, _anyThread, _logger) = (driver, anyThread, logger);

    /// <summary>What is used; never <see cref="SocketDriver.Auto"/>.</summary>
    public SocketDriver Driver { get; private set; }

    public static SocketPollers Choose(RouterOptions options, ILogger logger) =>
        Choose(options.SocketDriver, options.ThreadingMode, logger, IoUringProbe.Run);

    /// <summary>Chooses, by whatever stands for the probe.</summary>
    internal static SocketPollers Choose(
        SocketDriver asked, ThreadingMode mode, ILogger logger, Func<IoUringProbe> probe)
    {
        bool isInvoked = mode == ThreadingMode.Invoker;
        if (asked == SocketDriver.Epoll || (isInvoked && asked == SocketDriver.Auto))
        {
            ShardLog.SocketsChosen(
                logger, SocketDriver.Epoll, asked == SocketDriver.Epoll ? "as asked for" : "turned by its caller");
            return new SocketPollers(SocketDriver.Epoll, isInvoked, logger);
        }

        IoUringProbe answer = probe();
        if (answer.Usable)
        {
            ShardLog.SocketsChosen(logger, SocketDriver.IoUring, string.Join(", ", answer.Features));
            return new SocketPollers(SocketDriver.IoUring, isInvoked, logger);
        }

        Refuse(asked, answer.Reason, logger);
        return new SocketPollers(SocketDriver.Epoll, isInvoked, logger);
    }

    /// <summary>A poller for one thread.</summary>
    public ConnectionPoller Create()
    {
        if (Driver == SocketDriver.IoUring)
        {
            try
            {
                return new IoUringPoller(_anyThread);
            }
            catch (SystemCallException refused)
            {
                // Memory or descriptors are short, as no probe can know.
                Driver = SocketDriver.Epoll;
                Refuse(SocketDriver.IoUring, refused.Message, _logger);
            }
        }

        return new SocketPoller();
    }

    private static void Refuse(SocketDriver asked, string reason, ILogger logger)
    {
        if (asked == SocketDriver.IoUring)
        {
            ShardLog.IoUringRefused(logger, reason);
        }
        else
        {
            ShardLog.SocketsChosen(logger, SocketDriver.Epoll, reason);
        }
    }
}
