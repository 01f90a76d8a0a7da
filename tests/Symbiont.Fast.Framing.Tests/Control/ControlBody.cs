namespace Symbiont.Fast.Framing.Tests;

/// <summary>Bodies of the golden control messages.</summary>
internal static class ControlBody
{
    /// <summary>The body of a golden control message, taken off its header.</summary>
    public static byte[] Golden(string name)
    {
        ReadOnlySpan<byte> rest = WireVectors.Find(name).Bytes;
        Assert.Equal(FrameError.None, ControlHeader.TryTake(ref rest, out _, out ReadOnlySpan<byte> body));
        Assert.True(rest.IsEmpty);
        return body.ToArray();
    }
}
