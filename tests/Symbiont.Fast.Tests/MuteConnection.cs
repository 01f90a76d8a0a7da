using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Tests;

/// <summary>A connection with nothing behind it.</summary>
internal sealed class MuteConnection : Connection
{
    public override int Descriptor => -1;

    public override PeerOrigin FindOrigin() => default;

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
