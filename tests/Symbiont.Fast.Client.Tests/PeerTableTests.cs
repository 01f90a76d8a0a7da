using Symbiont.Fast.Framing;
using Symbiont.Fast.Session;

namespace Symbiont.Fast.Client.Tests;

/// <summary>What a client learns of other agents from a router that may lie.</summary>
public sealed class PeerTableTests : IDisposable
{
    private readonly Sender _sender = new();

    [Fact]
    public void A_credential_that_holds_is_learnt_by_name_and_by_key()
    {
        PeerTable table = Table(_sender.OperatorKey);

        Assert.Equal(RefusalReason.None, table.Learn(3, _sender.Credential, Sender.Now, out Peer? peer));
        Assert.Same(peer, table.Find(Sender.Name));
        Assert.Same(peer, table.Find(peer!.Credential.SigningKey.KeyId));
    }

    [Fact]
    public void Learning_it_again_keeps_where_the_peer_stands()
    {
        PeerTable table = Table(_sender.OperatorKey);
        table.Learn(3, _sender.Credential, Sender.Now, out Peer? first);

        table.Learn(3, _sender.Credential, Sender.Now, out Peer? again);

        Assert.Same(first, again);
    }

    [Fact]
    public void A_renewed_credential_takes_the_place_of_the_one_before_and_never_the_other_way()
    {
        PeerTable table = Table(_sender.OperatorKey);
        table.Learn(3, _sender.Credential, Sender.Now, out Peer? peer);
        byte[] renewed = _sender.Recertify(Sender.Now + 3_000_000_000_000L);
        byte[] sooner = _sender.Recertify(Sender.Now + 2_000_000_000_000L);

        table.Learn(3, sooner, Sender.Now, out _);
        Assert.Equal(_sender.Credential, peer!.Credential.Bytes);
        table.Learn(3, renewed, Sender.Now, out Peer? again);

        Assert.Same(peer, again);
        Assert.Equal(renewed, peer.Credential.Bytes);
    }

    [Fact]
    public void One_key_under_a_second_handle_is_not_believed()
    {
        PeerTable table = Table(_sender.OperatorKey);
        table.Learn(3, _sender.Credential, Sender.Now, out _);

        Assert.Equal(RefusalReason.Unauthenticated, table.Learn(4, _sender.Credential, Sender.Now, out Peer? peer));
        Assert.Null(peer);
    }

    [Fact]
    public void Another_operators_credential_is_not_believed()
    {
        using var stranger = new Sender();

        Assert.Equal(
            RefusalReason.Unauthenticated,
            Table(_sender.OperatorKey).Learn(3, stranger.Credential, Sender.Now, out _));
    }

    [Fact]
    public void An_expired_credential_is_not_believed() =>
        Assert.Equal(
            RefusalReason.CredentialExpired,
            Table(_sender.OperatorKey).Learn(3, _sender.Credential, Sender.Now + 3_600_000_000_000L, out _));

    public void Dispose() => _sender.Dispose();

    private static PeerTable Table(byte[] operatorKey) => new(new CredentialVerifier(operatorKey));
}
