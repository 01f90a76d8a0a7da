using Symbiont.Fast.Memory;

namespace Symbiont.Fast.Cryptography;

/// <summary>
/// What a finished handshake leaves: one 32-byte secret for each direction, and the exporter secret, all in the secret
/// arena. The same on both sides. The owner disposes it once the record keys are derived.
/// </summary>
public sealed class TransportSecrets : IDisposable
{
    /// <summary>The length of each secret in bytes.</summary>
    public const int SecretSize = 32;

    private ExporterSecret? _exporter;

    internal TransportSecrets(
        ReadOnlySpan<byte> initiatorToResponder, ReadOnlySpan<byte> responderToInitiator, ReadOnlySpan<byte> exporter)
    {
        InitiatorToResponder = SecretArena.Shared.Rent(SecretSize);
        try
        {
            ResponderToInitiator = SecretArena.Shared.Rent(SecretSize);
            _exporter = new ExporterSecret(exporter);
        }
        catch (SecretArenaFullException)
        {
            ResponderToInitiator?.Dispose();
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

    /// <summary>Hands the exporter secret over; from then on the caller owns it. Once only.</summary>
    /// <exception cref="InvalidOperationException">It was taken.</exception>
    public ExporterSecret TakeExporter()
    {
        ExporterSecret exporter = _exporter
            ?? throw new InvalidOperationException("The exporter secret was taken already.");
        _exporter = null;
        return exporter;
    }

    /// <summary>Wipes both, and the exporter secret if nobody took it.</summary>
    public void Dispose()
    {
        InitiatorToResponder.Dispose();
        ResponderToInitiator.Dispose();
        _exporter?.Dispose();
    }
}
