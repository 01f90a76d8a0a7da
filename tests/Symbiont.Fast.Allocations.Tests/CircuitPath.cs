namespace Symbiont.Fast.Allocations.Tests;

/// <summary>Which way the messages take, and what is asked of them there.</summary>
public sealed record CircuitPath(string Name, bool InProcess, bool Signed, bool Audited, SocketDriver Driver = SocketDriver.Epoll)
{
    public static IReadOnlyList<CircuitPath> All { get; } =
    [
        new("in-process, signed", InProcess: true, Signed: true, Audited: false),
        new("in-process, unsigned", InProcess: true, Signed: false, Audited: false),
        new("unix, signed", InProcess: false, Signed: true, Audited: false),
        new("unix, signed, audited", InProcess: false, Signed: true, Audited: true),
        new("io_uring, signed", InProcess: false, Signed: true, Audited: false, SocketDriver.IoUring),
    ];

    public override string ToString() => Name;
}
