namespace Symbiont.Fast.Framing.Tests;

/// <summary>Every golden vector of <c>docs/authority.md</c>, as the code writes it today.</summary>
internal static class AuthorityVectors
{
    public static IReadOnlyList<WireVector> All { get; } =
    [
        new("revocation-list", "A revocation list of two serials", Revocations(), RevocationsLayout),
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
