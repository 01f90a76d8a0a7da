using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Session.Tests;

/// <summary>Seals a body as a frame of its own.</summary>
internal static class Records
{
    public static byte[] Seal(RecordSealer sealer, byte[] body, FrameKind kind = FrameKind.Batch)
    {
        byte[] frame = new byte[body.Length + sealer.Overhead];
        body.CopyTo(frame, FrameHeader.Size);
        Assert.Equal(frame.Length, sealer.Seal(kind, frame, body.Length));
        return frame;
    }
}
