using Microsoft.Extensions.Logging;
using Symbiont.Fast.Shards;
using Symbiont.Fast.Transport.IoUring;
using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Tests;

/// <summary>What a router's sockets are driven by, and what it says of that.</summary>
public sealed class SocketPollersTests
{
    private static readonly IoUringProbe Yes = new(true, "it works", ["deferred task run"]);
    private static readonly IoUringProbe No = new(false, "not allowed here", []);

    [Theory]
    [InlineData(SocketDriver.Auto, ThreadingMode.Shared, true, SocketDriver.IoUring)]
    [InlineData(SocketDriver.Auto, ThreadingMode.Dedicated, true, SocketDriver.IoUring)]
    [InlineData(SocketDriver.Auto, ThreadingMode.Invoker, true, SocketDriver.Epoll)]
    [InlineData(SocketDriver.Auto, ThreadingMode.Shared, false, SocketDriver.Epoll)]
    [InlineData(SocketDriver.IoUring, ThreadingMode.Shared, true, SocketDriver.IoUring)]
    [InlineData(SocketDriver.IoUring, ThreadingMode.Invoker, true, SocketDriver.IoUring)]
    [InlineData(SocketDriver.IoUring, ThreadingMode.Shared, false, SocketDriver.Epoll)]
    [InlineData(SocketDriver.Epoll, ThreadingMode.Shared, true, SocketDriver.Epoll)]
    public void The_driver_is_what_is_asked_for_as_far_as_it_works(
        SocketDriver asked, ThreadingMode mode, bool works, SocketDriver expected) =>
        Assert.Equal(expected, SocketPollers.Choose(asked, mode, new Lines(), () => works ? Yes : No).Driver);

    [Fact]
    public void Epoll_asks_no_kernel() => SocketPollers.Choose(
        SocketDriver.Epoll, ThreadingMode.Shared, new Lines(), () => throw new InvalidOperationException());

    [Fact]
    public void A_refusal_is_said_with_its_reason_and_warned_of_when_io_uring_was_asked_for()
    {
        var automatic = new Lines();
        var asked = new Lines();
        SocketPollers.Choose(SocketDriver.Auto, ThreadingMode.Shared, automatic, () => No);
        using ConnectionPoller poller = SocketPollers.Choose(
            SocketDriver.IoUring, ThreadingMode.Shared, asked, () => No).Create();

        Assert.IsType<SocketPoller>(poller);
        Assert.Equal((LogLevel.Information, "Sockets by Epoll: not allowed here"), Assert.Single(automatic.All));
        Assert.Equal(
            (LogLevel.Warning, "Sockets by Epoll although IoUring is asked for: not allowed here"),
            Assert.Single(asked.All));
    }

    private sealed class Lines : ILogger
    {
        public List<(LogLevel Level, string Text)> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => All.Add((logLevel, formatter(state, exception)));
    }
}
