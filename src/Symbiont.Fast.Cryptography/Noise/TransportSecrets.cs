using Symbiont.Fast.Memory;

namespace Symbiont.Fast.Cryptography;

/// <summary>
/// What a finished handshake leaves: one 32-byte secret for each direction, in the secret arena. The same on both
/// sides. The owner disposes it once the record keys are derived.
/// </summary>
public sealed class TransportSecrets : IDisposable
{
    /// <summary>The length of each secret in bytes.</summary>
    public const int SecretSize = 32;

    internal TransportSecrets(ReadOnlySpan<byte> initiatorToResponder, ReadOnlySpan<byte> responderToInitiator)
    {
        InitiatorToResponder = SecretArena.Shared.Rent(SecretSize);
        try
        {
            ResponderToInitiator = SecretArena.Shared.Rent(SecretSize);
        }
        catch (SecretArenaFullException)
        {
            InitiatorToResponder.Dispose();
            throw;
        }

        initiatorToResponder.CopyTo(InitiatorToResponder.Bytes);
        responderToInitiator.CopyTo(ResponderToInitiator.Bytes);
    }

    /// <summary>For what the initiator sends.</summary>
    public SecretBlock InitiatorToResponder { get; }

    /// <summary>For what the responder sends.</summary>
    public SecretBlock ResponderToInitiator { get; }

    /// <summary>Wipes both.</summary>
    public void Dispose()
    {
        InitiatorToResponder.Dispose();
        ResponderToInitiator.Dispose();
    }
}
