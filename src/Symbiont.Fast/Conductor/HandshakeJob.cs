using System.Buffers;
using Symbiont.Fast.Buses;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Session;

namespace Symbiont.Fast.Conductor;

/// <summary>
/// One step of one handshake on its way to the conductor and back. Pooled by its <see cref="HandshakeQueue"/>. It
/// belongs to the conductor's thread from the submission until the result, else to the bus's; only
/// <see cref="Session"/> is always the bus's, and the mark of abandonment is written by the bus and read by both.
/// </summary>
internal sealed class HandshakeJob
{
    private byte[]? _bytes;
    private int _length;
    private volatile bool _isAbandoned;

    public HandshakeJob(int index) => Index = index;

    /// <summary>The job's place in the pool; what travels through the rings.</summary>
    public int Index { get; }

    public HandshakeStep Step { get; private set; }

    /// <summary>Whose step it is; null once the connection is closed.</summary>
    public BusConnection? Session { get; private set; }

    /// <summary>True when nobody waits for the result any more.</summary>
    public bool IsAbandoned => _isAbandoned;

    /// <summary>The Noise state, which travels with the step; null for a proof.</summary>
    public RouterHandshake? Handshake { get; private set; }

    /// <summary>The frame or signature to judge; afterwards the answer, or nothing.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    public HandshakeVerdict Verdict { get; set; }

    /// <summary>The session's keys, with <see cref="HandshakeVerdict.Established"/> or a refusal.</summary>
    public LinkKeys? Keys { get; set; }

    /// <summary>Whose signature a proof must be.</summary>
    public VerificationKey? SigningKey { get; private set; }

    /// <summary>What a proof signs.</summary>
    public byte[]? HandshakeHash { get; private set; }

    /// <summary>Bus: fills the job; it takes the Noise state from the connection.</summary>
    public void Fill(BusConnection session, HandshakeStep step, RouterHandshake? handshake, ReadOnlySpan<byte> bytes)
    {
        (Session, Step, Handshake) = (session, step, handshake);
        if (step == HandshakeStep.Proof)
        {
            (SigningKey, HandshakeHash) = (session.Peer!.SigningKey, session.Keys!.HandshakeHash);
        }

        SetBytes(bytes);
    }

    /// <summary>Bus: nobody waits any more. What the conductor still makes of it is wiped when it comes back.</summary>
    public void Abandon()
    {
        Session = null;
        _isAbandoned = true;
    }

    /// <summary>Conductor: the answer replaces the frame.</summary>
    public void SetBytes(ReadOnlySpan<byte> bytes)
    {
        if (_bytes is null || _bytes.Length < bytes.Length)
        {
            ReturnBytes();
            _bytes = ArrayPool<byte>.Shared.Rent(bytes.Length);
        }

        bytes.CopyTo(_bytes);
        _length = bytes.Length;
    }

    /// <summary>Bus: takes the Noise state back for the next step.</summary>
    public RouterHandshake? TakeHandshake()
    {
        RouterHandshake? handshake = Handshake;
        Handshake = null;
        return handshake;
    }

    /// <summary>Bus: takes the keys over.</summary>
    public LinkKeys TakeKeys()
    {
        LinkKeys keys = Keys!;
        Keys = null;
        return keys;
    }

    /// <summary>Wipes whatever nobody took, and makes the job fit for the next.</summary>
    public void Clear()
    {
        Handshake?.Dispose();
        Keys?.Dispose();
        (Handshake, Keys, Session, SigningKey, HandshakeHash) = (null, null, null, null, null);
        ReturnBytes();
        Verdict = HandshakeVerdict.Abandoned;
        _isAbandoned = false;
    }

    private void ReturnBytes()
    {
        if (_bytes is not null)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            (_bytes, _length) = (null, 0);
        }
    }
}
