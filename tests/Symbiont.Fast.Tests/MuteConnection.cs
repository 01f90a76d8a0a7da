using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Tests;

/// <summary>A connection with nothing behind it.</summary>
internal sealed class MuteConnection : Connection
{
    public override int Descriptor => -1;

    /// <summary>What the kernel says of the peer; null when it says nothing.</summary>
    public PeerCredentials? Credentials { get; init; }

    /// <summary>The control group of the peer's process; null when it has ended.</summary>
    public string? ControlGroup { get; init; }

    public override PeerOrigin FindOrigin() => default;

    public override bool TryFindCredentials(out PeerCredentials credentials)
    {
        credentials = Credentials.GetValueOrDefault();
        return Credentials is not null;
    }

    public override string? FindControlGroup() => ControlGroup;

    public override IoStatus Receive(Span<byte> buffer, out int received)
    {
        received = 0;
        return IoStatus.WouldBlock;
    }

    public override IoStatus Send(ReadOnlySpan<byte> bytes, out int sent)
    {
        sent = 0;
        return IoStatus.WouldBlock;
    }

    public override void SetReceiveTimeout(TimeSpan timeout)
    {
    }

    public override void StopWaiting()
    {
    }

    public override bool WaitToReceive(TimeSpan timeout) => false;

    public override void EndSending()
    {
    }

    public override void Abort()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
