using Symbiont.Fast.Authority;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Session;

namespace Symbiont.Fast.Client.Tests;

/// <summary>A certified sender, and what an honest or lying router makes of its batches.</summary>
internal sealed class Sender : IDisposable
{
    public const long Now = 1_800_000_000_000_000_000L;
    public const uint Epoch = 7;
    public const uint Handle = 3;

    private const long Hour = 3_600_000_000_000L;

    private readonly OperatorKey _operator = new(SigningKey.Generate());
    private readonly CredentialIssuer _issuer;
    private readonly SigningKey _signing = SigningKey.Generate();
    private readonly KeyAgreementKey _static = KeyAgreementKey.Generate();

    public Sender()
    {
        SigningKey issuerKey = SigningKey.Generate();
        byte[] certificate = _operator.CertifyIssuer(issuerKey.PublicKey, Now - Hour, Now + Hour);
        _issuer = new CredentialIssuer(issuerKey, certificate);
        Credential = Recertify(Now + (Hour / 2) + (Hour / 4));
        new CredentialVerifier(_operator.PublicKey).Verify(Credential, Now, out VerifiedCredential? verified);
        Peer = new Peer(Handle, verified!);
    }

    public static AgentName Name { get; } = AgentName.Create("test.local", SandboxTier.Docker, "sender");

    public static AgentName Destination { get; } = AgentName.Create("test.local", SandboxTier.GVisor, "destination");

    public byte[] Credential { get; }

    public byte[] OperatorKey => _operator.PublicKey.ToArray();

    public KeyAgreementKey StaticKey => _static;

    public Peer Peer { get; }

    /// <summary>A credential for the same name and keys with another end.</summary>
    public byte[] Recertify(long notAfter) => _issuer.Issue(
        new AgentIdentity(Name, SecurityLevel.Secret, []), _signing.PublicKey, _static.PublicKey, Now - Hour, notAfter);

    /// <summary>A run frame's body with the one run of a batch, as an honest router writes it.</summary>
    public byte[] Deliver(
        ulong firstSequence = 1, ulong runNumber = 1, uint epoch = Epoch, long created = Now,
        SignatureSuite suite = SignatureSuite.Ed25519, AgentName? destination = null, int messages = 3,
        SecurityLevel level = SecurityLevel.Public)
    {
        var builder = new BatchBuilder(_signing, Name);
        builder.Reset(epoch, firstSequence);
        byte[] digest = new byte[IdentityDigest.Size];
        IdentityDigest.Compute(1, (destination ?? Destination).ToString(), digest);
        byte[] header = new byte[MessageHeader.Size];
        for (int i = 0; i < messages; i++)
        {
            MessageHeader.Write(header, Now, 0, 8, 0, 0, MessageType.Data, level, MessageFlags.None);
            builder.TryAdd(5, digest, runNumber, header, BitConverter.GetBytes((long)i));
        }

        int length = builder.Close(created, suite, new byte[32], new byte[32]);
        byte[] batch = builder.Frame.Slice(FrameHeader.Size, length).ToArray();
        int signature = SignatureSuites.Length(suite);
        return [.. batch[..^signature], .. new byte[DeliveryView.PathHeaderSize], .. batch[^signature..]];
    }

    /// <summary>A run frame's body with compressed messages: blocks, and the plain sizes that are claimed.</summary>
    public byte[] DeliverCompressed(params (byte[] Block, int PlainSize)[] messages)
    {
        var builder = new BatchBuilder(_signing, Name);
        builder.Reset(Epoch, 1);
        byte[] digest = new byte[IdentityDigest.Size];
        IdentityDigest.Compute(1, Destination.ToString(), digest);
        byte[] header = new byte[MessageHeader.Size];
        byte[] flagData = new byte[MessageFlagFields.FieldSize];
        foreach ((byte[] block, int plainSize) in messages)
        {
            MessageFlagFields.WritePlainSize(flagData, plainSize);
            MessageHeader.Write(
                header, Now, 0, block.Length, 0, 0, MessageType.Data, SecurityLevel.Public, MessageFlags.Compressed);
            builder.TryReserve(5, digest, 1, header, flagData, out Span<byte> place);
            block.CopyTo(place);
        }

        int length = builder.Close(Now, SignatureSuite.Ed25519, new byte[32], new byte[32]);
        byte[] batch = builder.Frame.Slice(FrameHeader.Size, length).ToArray();
        return [.. batch[..^64], .. new byte[DeliveryView.PathHeaderSize], .. batch[^64..]];
    }

    public void Dispose()
    {
        _issuer.Dispose();
        _operator.Dispose();
        _signing.Dispose();
        _static.Dispose();
    }
}
