using System.Buffers.Binary;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Memory;

namespace Symbiont.Fast.Session;

/// <summary>
/// What a seal's handshake leaves behind: both directions, and the sessions of the two agents to which it belongs. One
/// thread may seal while another opens; each direction has one thread at a time. Disposing wipes the keys and must
/// meet neither.
/// </summary>
public sealed class SealKeys : IDisposable
{
    private const int AssociatedSize =
        (2 * IdentityDigest.Size) + sizeof(ulong) + MessageHeader.Size + MessageFlagFields.MaxSize;

    private readonly SealKey _outbound;
    private readonly SealKey _inbound;
    private readonly byte[] _ownDigest;
    private readonly byte[] _peerDigest;

    private SealKeys(SealParties parties, bool isInitiator, AeadSuite suite, uint peerEpoch, TransportSecrets secrets)
    {
        Suite = suite;
        PeerEpoch = peerEpoch;
        (_ownDigest, _peerDigest) = isInitiator
            ? (parties.InitiatorDigest, parties.ResponderDigest)
            : (parties.ResponderDigest, parties.InitiatorDigest);
        var (mine, theirs) = isInitiator
            ? (secrets.InitiatorToResponder, secrets.ResponderToInitiator)
            : (secrets.ResponderToInitiator, secrets.InitiatorToResponder);
        _outbound = new SealKey(suite, mine.Bytes);
        try
        {
            _inbound = new SealKey(suite, theirs.Bytes);
        }
        catch
        {
            _outbound.Dispose();
            throw;
        }
    }

    /// <summary>The suite that the two chose.</summary>
    public AeadSuite Suite { get; }

    /// <summary>The peer's session, in its own word.</summary>
    public uint PeerEpoch { get; }

    /// <summary>How many bytes a sealed payload is longer.</summary>
    public int TagLength => _outbound.TagLength;

    /// <summary>Takes a finished handshake's secrets; null when the secret arena is full.</summary>
    internal static SealKeys? TryTake(
        HandshakeState noise, SealParties parties, bool isInitiator, AeadSuite suite, uint peerEpoch)
    {
        try
        {
            using TransportSecrets secrets = noise.Split();
            return new SealKeys(parties, isInitiator, suite, peerEpoch, secrets);
        }
        catch (SecretArenaFullException)
        {
            return null;
        }
    }

    /// <summary>Seals a payload.</summary>
    /// <param name="epoch">This agent's epoch.</param>
    /// <param name="sequence">The message's sequence.</param>
    /// <param name="header">The message header, final: its payload length counts the tag.</param>
    /// <param name="flagData">The flag data, final.</param>
    /// <param name="plain">The payload.</param>
    /// <param name="sealedText">Receives exactly <see cref="TagLength"/> bytes more.</param>
    public void Seal(
        uint epoch, ulong sequence, ReadOnlySpan<byte> header, ReadOnlySpan<byte> flagData, ReadOnlySpan<byte> plain,
        Span<byte> sealedText)
    {
        Span<byte> associated = stackalloc byte[AssociatedSize];
        associated = WriteAssociated(associated, _ownDigest, _peerDigest, sequence, header, flagData);
        _outbound.Seal(epoch, sequence, associated, plain, sealedText);
    }

    /// <summary>Opens a payload of the peer; false when anything about the message was altered.</summary>
    /// <param name="epoch">The sender's epoch, as its batch says.</param>
    /// <param name="sequence">The message's sequence.</param>
    /// <param name="message">The message, of a validated delivery.</param>
    /// <param name="plain">Receives exactly <see cref="TagLength"/> bytes less than the payload has.</param>
    public bool TryOpen(uint epoch, ulong sequence, MessageView message, Span<byte> plain)
    {
        if (epoch != PeerEpoch)
        {
            return false;
        }

        Span<byte> associated = stackalloc byte[AssociatedSize];
        associated = WriteAssociated(
            associated, _peerDigest, _ownDigest, sequence, message.Header.Bytes, message.FlagData);
        return _inbound.TryOpen(epoch, sequence, associated, message.Payload, plain);
    }

    /// <summary>Wipes the keys.</summary>
    public void Dispose()
    {
        _outbound.Dispose();
        _inbound.Dispose();
    }

    private static Span<byte> WriteAssociated(
        Span<byte> place, byte[] sender, byte[] destination, ulong sequence, ReadOnlySpan<byte> header,
        ReadOnlySpan<byte> flagData)
    {
        sender.CopyTo(place);
        destination.CopyTo(place[IdentityDigest.Size..]);
        Span<byte> rest = place[(2 * IdentityDigest.Size)..];
        BinaryPrimitives.WriteUInt64LittleEndian(rest, sequence);
        header.CopyTo(rest[sizeof(ulong)..]);
        flagData.CopyTo(rest[(sizeof(ulong) + MessageHeader.Size)..]);
        return place[..(AssociatedSize - MessageFlagFields.MaxSize + flagData.Length)];
    }
}
