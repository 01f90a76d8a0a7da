using System.Security.Cryptography;

namespace Symbiont.Fast.Cryptography.Tests;

/// <summary>
/// A peer that sends a point of small order makes every DH result zero, and could then speak for a key that nobody has.
/// The forgeries here are right in everything else: without the check they would be accepted.
/// </summary>
public sealed class SmallOrderTests
{
    /// <summary>The u-coordinates of small order, of curve and twist, and other spellings of them.</summary>
    public static readonly TheoryData<string> Points =
    [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    ];

    [Theory]
    [MemberData(nameof(Points))]
    public void An_ephemeral_key_of_small_order_makes_the_read_fail(string point)
    {
        using KeyAgreementKey router = KeyAgreementKey.Generate();
        using var responder = HandshakeState.Responder(NoisePattern.XK, [], router);
        byte[] message = new byte[48];
        Convert.FromHexString(point).CopyTo(message, 0);
        using SymmetricState forger = Start(router.PublicKey);
        forger.MixHash(message.AsSpan(0, 32));
        forger.MixKey(new byte[32]);
        forger.EncryptAndHash([], message.AsSpan(32));

        Assert.False(responder.TryReadMessage(message, [], out _));
    }

    [Theory]
    [MemberData(nameof(Points))]
    public void A_static_key_of_small_order_makes_the_read_fail(string point)
    {
        using KeyAgreementKey router = KeyAgreementKey.Generate();
        using KeyAgreementKey ephemeral = KeyAgreementKey.Generate();
        using var responder = HandshakeState.Responder(NoisePattern.XK, [], router);
        using SymmetricState forger = Start(router.PublicKey);
        byte[] message = new byte[64];

        ephemeral.PublicKey.CopyTo(message);
        forger.MixHash(ephemeral.PublicKey);
        Agree(forger, ephemeral, router.PublicKey);
        forger.EncryptAndHash([], message.AsSpan(32));
        Assert.True(responder.TryReadMessage(message.AsSpan(0, 48), [], out _));

        responder.WriteMessage([], message);
        forger.MixHash(message.AsSpan(0, 32));
        Agree(forger, ephemeral, message.AsSpan(0, 32));
        Assert.True(forger.TryDecryptAndHash(message.AsSpan(32, 16), []));

        int length = forger.EncryptAndHash(Convert.FromHexString(point), message);
        forger.MixKey(new byte[32]);
        forger.EncryptAndHash([], message.AsSpan(length));
        Assert.False(responder.TryReadMessage(message, [], out _));
        Assert.True(responder.RemoteStatic.IsEmpty);
    }

    [Theory]
    [MemberData(nameof(Points))]
    public void An_initiator_told_to_reach_a_key_of_small_order_throws_and_is_dead(string point)
    {
        using KeyAgreementKey agent = KeyAgreementKey.Generate();
        using var initiator = HandshakeState.Initiator(NoisePattern.XK, [], agent, Convert.FromHexString(point));

        Assert.Throws<CryptographicException>(() => initiator.WriteMessage([], new byte[48]));
        Assert.Throws<InvalidOperationException>(() => initiator.WriteMessage([], new byte[48]));
    }

    private static SymmetricState Start(ReadOnlySpan<byte> responderStatic)
    {
        var state = new SymmetricState(NoisePattern.XK.ProtocolName);
        state.MixHash([]);
        state.MixHash(responderStatic);
        return state;
    }

    private static void Agree(SymmetricState state, KeyAgreementKey local, ReadOnlySpan<byte> remote)
    {
        byte[] shared = new byte[32];
        Assert.True(local.TryAgree(remote, shared));
        state.MixKey(shared);
    }
}
