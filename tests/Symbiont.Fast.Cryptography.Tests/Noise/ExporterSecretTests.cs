using System.Security.Cryptography;
using System.Text;
using Symbiont.Fast.Memory;

namespace Symbiont.Fast.Cryptography.Tests;

public sealed class ExporterSecretTests
{
    private static readonly byte[] Context = [.. Enumerable.Range(0, 32).Select(value => (byte)value)];

    /// <summary>
    /// The published XK vector of the cacophony collection carries the transcript that far; secrets and exporter were
    /// computed from its chaining key by a separate program.
    /// </summary>
    [Fact]
    public void The_exporter_of_the_published_handshake_is_the_known_one()
    {
        using KeyAgreementKey initiatorStatic =
            Key("e61ef9919cde45dd5f82166404bd08e38bceb5dfdfded0a34c8df7ed542214d1");
        using KeyAgreementKey responderStatic =
            Key("4a3acbfdb163dec651dfa3194dece676d437029c62a408b4c5ea9114246e4893");
        byte[] prologue = "John Galt"u8.ToArray();
        using var initiator = HandshakeState.Initiator(
            NoisePattern.XK, prologue, initiatorStatic, responderStatic.PublicKey);
        using var responder = HandshakeState.Responder(NoisePattern.XK, prologue, responderStatic);
        initiator.FixEphemeral(Key("893e28b9dc6ca8d611ab664754b8ceb7bac5117349a4439a6b0569da977c464a"));
        responder.FixEphemeral(Key("bbdb4cdbd309f1a1f2e1456967fe288cadd6f712d65dc7b7793d5e63da6b375b"));
        Pass(initiator, responder, "Ludwig von Mises");
        Pass(responder, initiator, "Murray Rothbard");
        Pass(initiator, responder, "F. A. Hayek");

        using TransportSecrets ours = initiator.Split();
        using TransportSecrets theirs = responder.Split();
        Assert.Equal(
            "27e34871b91ebcdcb80a2de5f3764f85d6a441c9a3eab44a7bb31ed594753f89", Hex(ours.InitiatorToResponder.Bytes));
        Assert.Equal(
            "86af4ca158419907965f1fb657cb65a529aadb5c37770f19fba632bf996758e9", Hex(ours.ResponderToInitiator.Bytes));
        using ExporterSecret exporter = ours.TakeExporter();
        using ExporterSecret same = theirs.TakeExporter();
        const string purpose = "94d952e029bc63159d7374676d82984459086826637ed45e8b2be9da43416b0e";
        Assert.Equal(purpose, Hex(Derive(exporter, "test", Context)));
        Assert.Equal(purpose, Hex(Derive(same, "test", Context)));
    }

    [Fact]
    public void Each_label_and_each_context_gives_another_secret()
    {
        using var exporter = new ExporterSecret(new byte[32]);
        byte[] other = [.. Context];
        other[31] ^= 1;
        byte[] first = Derive(exporter, "one", Context);
        Assert.Equal(first, Derive(exporter, "one", Context));
        Assert.NotEqual(first, Derive(exporter, "two", Context));
        Assert.NotEqual(first, Derive(exporter, "one", other));
        Assert.Equal(HMACSHA256.HashData(new byte[32], (byte[])[.. "one"u8, .. Context, 1]), first);
    }

    [Fact]
    public void A_proof_holds_as_a_whole_or_not_at_all()
    {
        using var exporter = new ExporterSecret(Context);
        byte[] proof = Derive(exporter, "proof", Context);
        Assert.True(exporter.Verify("proof"u8, Context, proof));
        Assert.False(exporter.Verify("other"u8, Context, proof));
        Assert.False(exporter.Verify("proof"u8, Context, proof.AsSpan(0, 31)));
        Assert.False(exporter.Verify("proof"u8, Context, []));
        for (int bit = 0; bit < proof.Length * 8; bit++)
        {
            proof[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(exporter.Verify("proof"u8, Context, proof), $"bit {bit}");
            proof[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void A_copy_outlives_its_original_and_the_arena_gets_every_slot_back()
    {
        int before = SecretArena.Shared.InUse;
        var exporter = new ExporterSecret(Context);
        byte[] proof = Derive(exporter, "proof", Context);
        using (ExporterSecret copy = exporter.Copy())
        {
            exporter.Dispose();
            Assert.True(copy.Verify("proof"u8, Context, proof));
        }

        Assert.Throws<ObjectDisposedException>(() => exporter.Verify("proof"u8, Context, proof));
        Assert.Equal(before, SecretArena.Shared.InUse);
    }

    [Fact]
    public void An_exporter_that_nobody_takes_is_wiped_with_the_transport_secrets()
    {
        int before = SecretArena.Shared.InUse;
        var kept = new TransportSecrets(Context, Context, Context);
        kept.Dispose();
        Assert.Equal(before, SecretArena.Shared.InUse);

        var taken = new TransportSecrets(Context, Context, Context);
        ExporterSecret exporter = taken.TakeExporter();
        Assert.Throws<InvalidOperationException>(taken.TakeExporter);
        taken.Dispose();
        Assert.Equal(32, Derive(exporter, "proof", Context).Length);
        exporter.Dispose();
        Assert.Equal(before, SecretArena.Shared.InUse);
    }

    [Fact]
    public void Wrong_lengths_throw()
    {
        using var exporter = new ExporterSecret(Context);
        Assert.Throws<ArgumentException>(() => exporter.Derive("x"u8, Context.AsSpan(1), new byte[32]));
        Assert.Throws<ArgumentException>(() => exporter.Derive(new byte[97], Context, new byte[32]));
    }

    private static void Pass(HandshakeState writer, HandshakeState reader, string payload)
    {
        byte[] message = new byte[200];
        byte[] read = new byte[200];
        int length = writer.WriteMessage(Encoding.ASCII.GetBytes(payload), message);
        Assert.True(reader.TryReadMessage(message.AsSpan(0, length), read, out _));
    }

    private static byte[] Derive(ExporterSecret exporter, string label, byte[] context)
    {
        byte[] output = new byte[32];
        exporter.Derive(Encoding.ASCII.GetBytes(label), context, output);
        return output;
    }

    private static KeyAgreementKey Key(string hex) => KeyAgreementKey.FromSeed(Convert.FromHexString(hex));

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}
