using System.Security.Cryptography;

namespace Symbiont.Fast.Framing.Tests;

/// <summary>Every golden vector of <c>docs/authority.md</c>, as the code writes it today.</summary>
internal static class AuthorityVectors
{
    public static IReadOnlyList<WireVector> All { get; } =
    [
        new("revocation-list", "A revocation list of two serials", Revocations(), RevocationsLayout),
        new("enrolment-request", "A request for a first credential, header included", Enrolment(), EnrolmentLayout),
        new("renewal-request", "A request to renew the credential 1001, header included", Renewal(), RenewalLayout),
        new("token-request", "The body of a request for a token that lasts ten minutes", Token(), TokenLayout),
        new("selector-name", "The body of a request to revoke an agent", Selector(named: true), SelectorLayout),
        new("selector-serial", "The body of a request to revoke a serial", Selector(named: false), SelectorLayout),
        new("directory-page", "A page of one credential", Page(), PageLayout),
    ];

    public static WireVector Find(string name) => All.Single(vector => vector.Name == name);

    private static byte[] Revocations()
    {
        CredentialLayout.TryRead(WorkedExample.Credential(), out CredentialLayout credential, out _);
        byte[] list = new byte[RevocationList.SizeOf(2)];
        int length = RevocationList.WriteBody(
            list, 12, ComposedMessage.NewYear, credential.IssuerCertificate, [1001, 0xFEDC_BA98_7654_3210]);
        byte[] signature = ExampleKey.Issuer.Sign([.. "symbiont.fast revocations 1"u8, .. list.AsSpan(0, length)]);
        signature.CopyTo(list, length);
        return list;
    }

    /// <summary>The bootstrap token of the examples: 40 41 42 … 5f.</summary>
    private static byte[] ExampleToken() => [.. Enumerable.Range(0x40, 32).Select(i => (byte)i)];

    private static byte[] Enrolment()
    {
        byte[] token = ExampleToken();
        ulong id = BitConverter.ToUInt64(SHA256.HashData([.. "symbiont.fast token id 1"u8, .. token]));
        byte[] statics = Convert.FromHexString("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
        byte[] body = EnrolmentRequest.Compose(Identity(), id, ExampleKey.Sender.PublicKey, statics);
        int mac = body.Length - EnrolmentRequest.MacSize;
        int proof = mac - EnrolmentRequest.ProofSize;
        ExampleKey.Sender.Sign([.. "symbiont.fast enrolment 1"u8, .. body[..proof]]).CopyTo(body, proof);
        byte[] authenticated = [.. "symbiont.fast bootstrap 1"u8, .. body[..mac]];
        HMACSHA256.HashData(token, authenticated).CopyTo(body, mac);
        return AuthorityHeader.Compose((byte)AuthorityRequestKind.Enrol, body);
    }

    private static byte[] Renewal()
    {
        byte[] body = RenewalRequest.Compose(1001, ComposedMessage.NewYear + 1_800_000_000_000);
        ExampleKey.Sender.Sign([.. "symbiont.fast renewal 1"u8, .. body[..24]]).CopyTo(body, 24);
        return AuthorityHeader.Compose((byte)AuthorityRequestKind.Renew, body);
    }

    private static byte[] Token() => TokenRequest.Compose(Identity(), 600_000_000_000);

    private static byte[] Selector(bool named) =>
        new AgentSelector(named ? WorkedExample.Sender : null, named ? 0UL : 1001).Compose();

    private static byte[] Page() => DirectoryPage.Compose([WorkedExample.Credential()]);

    private static AgentIdentity Identity() =>
        new(WorkedExample.Sender, SecurityLevel.Confidential, [Capability.ControlSend, Capability.RpcCall]);

    private static void HeaderLayout(AnnotatedBytes at)
    {
        at.U32("length");
        at.U8("version");
        at.U8("kind");
        at.Zeros(2);
    }

    private static (int Name, int Capabilities) HeadLayout(AnnotatedBytes at)
    {
        at.U8("version");
        at.U8("tier");
        at.U8("clearance");
        int capabilities = at.U8("capability count");
        int name = at.U16("name length");
        at.U16("capability bytes");
        return (name, capabilities);
    }

    private static void TextLayout(AnnotatedBytes at, (int Name, int Capabilities) head)
    {
        at.Text(head.Name);
        for (int i = 0; i < head.Capabilities; i++)
        {
            at.Text(at.U8("capability's length"));
        }

        at.Padding();
    }

    private static void EnrolmentLayout(AnnotatedBytes at)
    {
        HeaderLayout(at);
        (int, int) head = HeadLayout(at);
        at.U64("token id");
        at.Bytes(32, "Ed25519 key");
        at.Bytes(32, "X25519 key");
        TextLayout(at, head);
        at.Bytes(64, "proof of possession");
        at.Bytes(32, "HMAC");
    }

    private static void RenewalLayout(AnnotatedBytes at)
    {
        HeaderLayout(at);
        at.U8("version");
        at.Zeros(7);
        at.U64("serial");
        at.I64("time");
        at.Bytes(64, "signature");
    }

    private static void TokenLayout(AnnotatedBytes at)
    {
        (int, int) head = HeadLayout(at);
        at.I64("lifetime");
        TextLayout(at, head);
    }

    private static void SelectorLayout(AnnotatedBytes at)
    {
        at.U8("version");
        at.Zeros(1);
        int name = at.U16("name length");
        at.Zeros(4);
        at.U64("serial");
        at.Text(name);
        at.Padding();
    }

    private static void PageLayout(AnnotatedBytes at)
    {
        at.U32("count");
        at.U8("more follow");
        at.Zeros(3);
        int length = (int)at.U32("credential length");
        at.Zeros(4);
        at.Bytes(length, "credential");
    }

    private static void RevocationsLayout(AnnotatedBytes at)
    {
        at.U8("version");
        at.Zeros(3);
        int count = (int)at.U32("serial count");
        at.U64("number");
        at.I64("issued at");
        at.Bytes(32, "issuer key");
        at.I64("issuer not before");
        at.I64("issuer not after");
        at.Bytes(64, "operator signature");
        for (int i = 0; i < count; i++)
        {
            at.U64("serial");
        }

        at.Bytes(64, "issuer signature");
    }
}
