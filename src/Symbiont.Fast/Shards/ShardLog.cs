using Microsoft.Extensions.Logging;
using Symbiont.Fast.Session;

namespace Symbiont.Fast.Shards;

/// <summary>What the router logs. Only proven agents cause lines; the others are counted.</summary>
internal static partial class ShardLog
{
    [LoggerMessage(1, LogLevel.Information, "Session opened: {Agent}, epoch {Epoch}")]
    public static partial void SessionOpened(ILogger logger, string agent, uint epoch);

    [LoggerMessage(2, LogLevel.Information, "Session closed: {Agent}, epoch {Epoch}, reason {Reason}")]
    public static partial void SessionClosed(ILogger logger, string agent, uint epoch, string reason);

    [LoggerMessage(3, LogLevel.Warning, "Session refused: {Agent}, reason {Reason}")]
    public static partial void SessionRefused(ILogger logger, string agent, string reason);

    [LoggerMessage(4, LogLevel.Information, "Router started: {Buses} buses, {Threads} threads, audit log {Audit}")]
    public static partial void Started(ILogger logger, int buses, int threads, string audit);

    [LoggerMessage(5, LogLevel.Information, "Listening: {Tier} on {EndPoint}")]
    public static partial void Listening(ILogger logger, string tier, string endPoint);

    [LoggerMessage(6, LogLevel.Information, "Router stopped: {Outcome}")]
    public static partial void Stopped(ILogger logger, string outcome);

    [LoggerMessage(7, LogLevel.Critical, "Thread {Thread} failed; the router stops")]
    public static partial void ThreadFailed(ILogger logger, string thread, Exception exception);

    [LoggerMessage(8, LogLevel.Critical, "The audit log failed: {Failure}; audited messages are refused")]
    public static partial void AuditFailed(ILogger logger, string failure);

    [LoggerMessage(9, LogLevel.Information, "Revocation list {Number} in force: {Count} credentials")]
    public static partial void RevocationsAccepted(ILogger logger, ulong number, int count);

    [LoggerMessage(10, LogLevel.Error, "Revocation list refused: {Verdict}; list {Number} stays in force")]
    public static partial void RevocationsRefused(ILogger logger, RevocationVerdict verdict, ulong number);

    [LoggerMessage(11, LogLevel.Error, "Revocation list unreadable: {Failure}")]
    public static partial void RevocationsUnreadable(ILogger logger, string failure);

    [LoggerMessage(12, LogLevel.Warning, "Session displaced: {Agent}, epoch {Epoch}, {Right}")]
    public static partial void SessionDisplaced(ILogger logger, string agent, uint epoch, string right);

    [LoggerMessage(13, LogLevel.Information, "Sockets by {Driver}: {Reason}")]
    public static partial void SocketsChosen(ILogger logger, SocketDriver driver, string reason);

    [LoggerMessage(14, LogLevel.Warning, "Sockets by Epoll although IoUring is asked for: {Reason}")]
    public static partial void IoUringRefused(ILogger logger, string reason);
}
