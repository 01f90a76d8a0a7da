using System.Security.Cryptography;
using Symbiont.Fast.Interop.Linux;

namespace Symbiont.Fast.Cryptography;

/// <summary>
/// One side of a Noise handshake (revision 34, section 5.3) over X25519, ChaChaPoly and SHA-256, and ML-KEM-768 in the
/// hybrid patterns. The two sides call
/// <see cref="WriteMessage"/> and <see cref="TryReadMessage"/> in turn, the initiator writing first, until
/// <see cref="IsComplete"/>; then <see cref="Split"/>. Any failure kills the state: nothing can be tried twice.
/// One thread at a time. It does not own the local static key, and wipes everything else when disposed.
/// </summary>
public sealed class HandshakeState : IDisposable
{
    /// <summary>The longest message in bytes.</summary>
    public const int MaxMessage = 65535;

    private const int KeySize = NoisePattern.KeySize;

    private readonly NoisePattern _pattern;
    private readonly bool _isInitiator;
    private readonly KeyAgreementKey _localStatic;
    private readonly SymmetricState _symmetric;
    private readonly byte[] _remoteEphemeral = new byte[KeySize];
    private byte[]? _remoteStatic;
    private KeyAgreementKey? _localEphemeral;
    private EncapsulationKey? _localKem;
    private byte[]? _remoteKem;
    private int _next;
    private bool _dead;

    private HandshakeState(
        NoisePattern pattern, bool isInitiator, ReadOnlySpan<byte> prologue, KeyAgreementKey localStatic,
        ReadOnlySpan<byte> remoteStatic)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(localStatic);
        _pattern = pattern;
        _isInitiator = isInitiator;
        _localStatic = localStatic;
        bool remoteIsKnown = isInitiator ? pattern.ResponderStaticKnown : pattern.InitiatorStaticKnown;
        if (remoteStatic.Length != (remoteIsKnown ? KeySize : 0))
        {
            throw new ArgumentException("The pattern and the remote static key do not fit.", nameof(remoteStatic));
        }

        _remoteStatic = remoteIsKnown ? remoteStatic.ToArray() : null;
        _symmetric = new SymmetricState(pattern.ProtocolName);
        _symmetric.MixHash(prologue);
        if (pattern.InitiatorStaticKnown)
        {
            _symmetric.MixHash(isInitiator ? localStatic.PublicKey : remoteStatic);
        }

        if (pattern.ResponderStaticKnown)
        {
            _symmetric.MixHash(isInitiator ? remoteStatic : localStatic.PublicKey);
        }
    }

    /// <summary>True when the last message was written or read.</summary>
    public bool IsComplete => !_dead && _next == _pattern.MessageCount;

    /// <summary>The hash of the whole handshake, 32 bytes: the same on both sides, no secret.</summary>
    /// <exception cref="InvalidOperationException">The handshake is not complete.</exception>
    public ReadOnlySpan<byte> HandshakeHash => IsComplete
        ? _symmetric.Hash
        : throw new InvalidOperationException("The handshake is not complete.");

    /// <summary>The other side's static key, 32 bytes; empty until it is known and after a failure.</summary>
    public ReadOnlySpan<byte> RemoteStatic => _remoteStatic;

    /// <summary>The side that writes first.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="prologue">What both sides must already agree on.</param>
    /// <param name="localStatic">This side's key; it stays the caller's and must outlive the state.</param>
    /// <param name="remoteStatic">The other side's key if the pattern wants it known; else empty.</param>
    /// <exception cref="ArgumentException">The remote key's length does not fit the pattern.</exception>
    public static HandshakeState Initiator(
        NoisePattern pattern, ReadOnlySpan<byte> prologue, KeyAgreementKey localStatic,
        ReadOnlySpan<byte> remoteStatic) => new(pattern, true, prologue, localStatic, remoteStatic);

    /// <summary>The side that reads first.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="prologue">What both sides must already agree on.</param>
    /// <param name="localStatic">This side's key; it stays the caller's and must outlive the state.</param>
    public static HandshakeState Responder(
        NoisePattern pattern, ReadOnlySpan<byte> prologue, KeyAgreementKey localStatic) =>
        new(pattern, false, prologue, localStatic, []);

    /// <summary>The side that reads first, in a pattern whose initiator is known before.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="prologue">What both sides must already agree on.</param>
    /// <param name="localStatic">This side's key; it stays the caller's and must outlive the state.</param>
    /// <param name="remoteStatic">The other side's key if the pattern wants it known; else empty.</param>
    /// <exception cref="ArgumentException">The remote key's length does not fit the pattern.</exception>
    public static HandshakeState Responder(
        NoisePattern pattern, ReadOnlySpan<byte> prologue, KeyAgreementKey localStatic,
        ReadOnlySpan<byte> remoteStatic) => new(pattern, false, prologue, localStatic, remoteStatic);

    /// <summary>How many bytes a message has beyond its payload.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="index">The message, from 0.</param>
    public static int MessageOverhead(NoisePattern pattern, int index) => pattern.Overhead(index);

    /// <summary>Writes this side's next message; returns its length in bytes.</summary>
    /// <param name="payload">What travels inside; the first message's is the least protected (section 7.7).</param>
    /// <param name="message">Receives payload and overhead; must not overlap the payload.</param>
    /// <exception cref="InvalidOperationException">It is the other side's turn, or the state is dead.</exception>
    /// <exception cref="ArgumentException">The message exceeds its destination or <see cref="MaxMessage"/>.</exception>
    /// <exception cref="CryptographicException">
    /// The remote key has small order, or is no ML-KEM key; the state is now dead.
    /// </exception>
    public int WriteMessage(ReadOnlySpan<byte> payload, Span<byte> message)
    {
        DemandTurn(writing: true);
        int length = payload.Length + _pattern.Overhead(_next);
        if (length > MaxMessage || length > message.Length)
        {
            throw new ArgumentException("The message does not fit.", nameof(message));
        }

        // Dead until the end is reached: whatever throws on the way leaves nothing half-mixed to go on with.
        _dead = true;
        Span<byte> rest = message;
        foreach (NoiseToken token in _pattern.Message(_next))
        {
            if (!TryWriteToken(token, ref rest))
            {
                Forget();
                throw new CryptographicException("The remote key is a point of small order, or no ML-KEM key.");
            }
        }

        _symmetric.EncryptAndHash(payload, rest);
        Advance();
        return length;
    }

    /// <summary>Reads the other side's next message.</summary>
    /// <param name="message">The message, whole.</param>
    /// <param name="payload">Receives what travelled inside; the message's length always suffices.</param>
    /// <param name="payloadLength">The payload's length in bytes.</param>
    /// <returns>False when the message is not what an honest peer would send; the state is then dead.</returns>
    /// <exception cref="InvalidOperationException">It is the other side's turn, or the state is dead.</exception>
    /// <exception cref="ArgumentException">The payload's destination is too short; the state is unchanged.</exception>
    public bool TryReadMessage(ReadOnlySpan<byte> message, Span<byte> payload, out int payloadLength)
    {
        DemandTurn(writing: false);
        payloadLength = Math.Max(0, message.Length - _pattern.Overhead(_next));
        if (payloadLength > payload.Length && message.Length <= MaxMessage)
        {
            throw new ArgumentException("The payload does not fit.", nameof(payload));
        }

        _dead = true;
        bool lengthFits = message.Length >= _pattern.Overhead(_next) && message.Length <= MaxMessage;
        if (lengthFits && TryReadTokens(ref message)
            && _symmetric.TryDecryptAndHash(message, payload[..payloadLength]))
        {
            Advance();
            return true;
        }

        payloadLength = 0;
        Forget();
        return false;
    }

    /// <summary>The transport secrets. Once only: afterwards the state is good for its hash and nothing else.</summary>
    /// <exception cref="InvalidOperationException">It is not complete, or its secrets were taken.</exception>
    public TransportSecrets Split()
    {
        if (!IsComplete)
        {
            throw new InvalidOperationException("The handshake is not complete.");
        }

        TransportSecrets secrets = _symmetric.Split();
        Dispose();
        return secrets;
    }

    /// <summary>Wipes the secrets. Hash and remote key stay readable if the handshake was complete.</summary>
    public void Dispose()
    {
        _dead |= !IsComplete;
        _symmetric.Dispose();
        _localEphemeral?.Dispose();
        _localKem?.Dispose();
    }

    /// <summary>Fixes the ephemeral key, which the state then owns. For published vectors only.</summary>
    internal void FixEphemeral(KeyAgreementKey ephemeral) => _localEphemeral = ephemeral;

    private bool TryWriteToken(NoiseToken token, ref Span<byte> rest)
    {
        switch (token)
        {
            case NoiseToken.E:
                _localEphemeral ??= KeyAgreementKey.Generate();
                _localEphemeral.PublicKey.CopyTo(rest);
                _symmetric.MixHash(_localEphemeral.PublicKey);
                rest = rest[KeySize..];
                return true;
            case NoiseToken.S:
                rest = rest[_symmetric.EncryptAndHash(_localStatic.PublicKey, rest)..];
                return true;
            case NoiseToken.E1:
                _localKem = EncapsulationKey.Generate();
                rest = rest[_symmetric.EncryptAndHash(_localKem.PublicKey, rest)..];
                return true;
            case NoiseToken.Ekem1:
                return TryWriteEncapsulation(ref rest);
            default:
                return TryMixAgreement(token);
        }
    }

    private bool TryWriteEncapsulation(ref Span<byte> rest)
    {
        Span<byte> ciphertext = stackalloc byte[SodiumKem.CiphertextLength];
        Span<byte> shared = stackalloc byte[SodiumKem.SharedSecretLength];
        bool good = EncapsulationKey.TryEncapsulate(_remoteKem, ciphertext, shared);
        if (good)
        {
            rest = rest[_symmetric.EncryptAndHash(ciphertext, rest)..];
            _symmetric.MixKey(shared);
        }

        SodiumMemory.Wipe(shared);
        return good;
    }

    private bool TryReadTokens(ref ReadOnlySpan<byte> rest)
    {
        foreach (NoiseToken token in _pattern.Message(_next))
        {
            bool good = token switch
            {
                NoiseToken.E => ReadEphemeral(ref rest),
                NoiseToken.S => TryReadStatic(ref rest),
                NoiseToken.E1 => TryReadKem(ref rest),
                NoiseToken.Ekem1 => TryReadEncapsulation(ref rest),
                _ => TryMixAgreement(token),
            };
            if (!good)
            {
                return false;
            }
        }

        return true;
    }

    private bool ReadEphemeral(ref ReadOnlySpan<byte> rest)
    {
        rest[..KeySize].CopyTo(_remoteEphemeral);
        _symmetric.MixHash(_remoteEphemeral);
        rest = rest[KeySize..];
        return true;
    }

    private bool TryReadStatic(ref ReadOnlySpan<byte> rest)
    {
        _remoteStatic = new byte[KeySize];
        return TryTake(ref rest, _remoteStatic);
    }

    private bool TryReadKem(ref ReadOnlySpan<byte> rest)
    {
        _remoteKem = new byte[SodiumKem.PublicKeyLength];
        return TryTake(ref rest, _remoteKem);
    }

    private bool TryReadEncapsulation(ref ReadOnlySpan<byte> rest)
    {
        Span<byte> ciphertext = stackalloc byte[SodiumKem.CiphertextLength];
        Span<byte> shared = stackalloc byte[SodiumKem.SharedSecretLength];
        bool good = TryTake(ref rest, ciphertext) && _localKem!.TryDecapsulate(ciphertext, shared);
        if (good)
        {
            _symmetric.MixKey(shared);
        }

        SodiumMemory.Wipe(shared);
        return good;
    }

    // Takes what EncryptAndHash wrote. The message's length was checked against the pattern's before.
    private bool TryTake(ref ReadOnlySpan<byte> rest, scoped Span<byte> plain)
    {
        int size = plain.Length + (_symmetric.HasKey ? NoisePattern.TagSize : 0);
        bool good = _symmetric.TryDecryptAndHash(rest[..size], plain);
        rest = rest[size..];
        return good;
    }

    private bool TryMixAgreement(NoiseToken token)
    {
        bool withLocalStatic = token == NoiseToken.Ss || token == (_isInitiator ? NoiseToken.Se : NoiseToken.Es);
        bool withRemoteStatic = token == NoiseToken.Ss || token == (_isInitiator ? NoiseToken.Es : NoiseToken.Se);
        KeyAgreementKey local = withLocalStatic ? _localStatic : _localEphemeral!;
        Span<byte> shared = stackalloc byte[KeySize];
        bool good = local.TryAgree(withRemoteStatic ? _remoteStatic : _remoteEphemeral, shared);
        if (good)
        {
            _symmetric.MixKey(shared);
        }

        SodiumMemory.Wipe(shared);
        return good;
    }

    private void DemandTurn(bool writing)
    {
        if (_dead || _next == _pattern.MessageCount)
        {
            throw new InvalidOperationException("The handshake has ended.");
        }

        bool myTurn = (_next % 2 == 0) == _isInitiator;
        if (myTurn != writing)
        {
            throw new InvalidOperationException("It is the other side's turn.");
        }
    }

    private void Advance()
    {
        _next++;
        _dead = false;
    }

    private void Forget()
    {
        _remoteStatic = null;
        Dispose();
    }
}
