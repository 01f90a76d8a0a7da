namespace Symbiont.Fast.Allocations.Tests;

/// <summary>Which way the messages take, and what is asked of them there.</summary>
public sealed record CircuitPath(
    string Name, CircuitLink Link, bool Signed, bool Audited, SocketDriver Driver = SocketDriver.Epoll)
{
    public static IReadOnlyList<CircuitPath> All { get; } =
    [
        new("in-process, signed", CircuitLink.InProcess, Signed: true, Audited: false),
        new("in-process, unsigned", CircuitLink.InProcess, Signed: false, Audited: false),
        new("unix, signed", CircuitLink.Unix, Signed: true, Audited: false),
        new("unix, signed, audited", CircuitLink.Unix, Signed: true, Audited: true),
        new("io_uring, signed", CircuitLink.Unix, Signed: true, Audited: false, SocketDriver.IoUring),
        new("shared memory, signed", CircuitLink.SharedMemory, Signed: true, Audited: false),
    ];

    public override string ToString() => Name;
}
