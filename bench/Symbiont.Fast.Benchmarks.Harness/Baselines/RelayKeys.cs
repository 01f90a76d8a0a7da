namespace Symbiont.Fast.Benchmarks.Harness;

/// <summary>
/// What the two agents and the relay do to a payload on its way there and back: nothing, or open and seal on each of
/// the four hops.
/// </summary>
internal sealed class RelayKeys : IDisposable
{
    private readonly (HopCipher Sealing, HopCipher Opening)[] _hops;

    private RelayKeys((HopCipher, HopCipher)[] hops) => _hops = hops;

    /// <summary>No encryption.</summary>
    public static RelayKeys None() => new([]);

    /// <summary>A key for each hop.</summary>
    public static RelayKeys Fresh() =>
        new([HopCipher.Pair(), HopCipher.Pair(), HopCipher.Pair(), HopCipher.Pair()]);

    /// <summary>The length of the frame that a payload of this length travels in.</summary>
    public int FrameLength(int payload) => payload + (_hops.Length == 0 ? 0 : HopCipher.Overhead);

    /// <summary>Sender of a hop: payload into frame.</summary>
    public void Put(Hop hop, ReadOnlySpan<byte> payload, Span<byte> frame)
    {
        if (_hops.Length == 0)
        {
            payload.CopyTo(frame);
        }
        else
        {
            _hops[(int)hop].Sealing.Seal(payload, frame);
        }
    }

    /// <summary>Receiver of a hop: frame into payload.</summary>
    public void Take(Hop hop, ReadOnlySpan<byte> frame, Span<byte> payload)
    {
        if (_hops.Length == 0)
        {
            frame.CopyTo(payload);
        }
        else
        {
            _hops[(int)hop].Opening.Open(frame, payload);
        }
    }

    /// <summary>The relay, between a hop and the next: frame into frame.</summary>
    public void Relay(Hop from, ReadOnlySpan<byte> frame, Span<byte> next, Span<byte> scratch)
    {
        if (_hops.Length == 0)
        {
            frame.CopyTo(next);
            return;
        }

        _hops[(int)from].Opening.Open(frame, scratch);
        _hops[(int)from + 1].Sealing.Seal(scratch, next);
    }

    public void Dispose()
    {
        foreach ((HopCipher sealing, HopCipher opening) in _hops)
        {
            sealing.Dispose();
            opening.Dispose();
        }
    }
}
