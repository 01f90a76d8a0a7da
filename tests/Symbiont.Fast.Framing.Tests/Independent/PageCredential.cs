using System.Text;

namespace Symbiont.Fast.Framing.Tests;

/// <summary>A credential; the two signed texts are those of section 10, without their domain strings.</summary>
internal sealed record PageCredential(
    byte Tier,
    byte Clearance,
    ulong Serial,
    long NotBefore,
    long NotAfter,
    byte[] SigningKey,
    byte[] StaticKey,
    string Name,
    string[] Capabilities,
    byte[] IssuerKey,
    long IssuerNotBefore,
    long IssuerNotAfter,
    byte[] OperatorSignature,
    byte[] IssuerSignature,
    byte[] OperatorSigned,
    byte[] IssuerSigned);

/// <summary>Section 10: credentials.</summary>
internal static class PageCredentials
{
    public static PageCredential Credential(PageCursor cursor)
    {
        cursor.Require(cursor.Remaining <= 1024, "credential too long");
        int start = cursor.Position;
        cursor.Require(cursor.U8() == 1, "credential version");
        byte tier = cursor.U8();
        cursor.Require(tier is >= 1 and <= 3, "tier");
        byte clearance = cursor.U8();
        cursor.Require(clearance <= 3, "clearance");
        byte count = cursor.U8();
        cursor.Require(count <= 32, "capability count");
        ushort nameLength = cursor.U16();
        ushort capabilityBytes = cursor.U16();
        ulong serial = cursor.U64();
        long notBefore = cursor.I64();
        long notAfter = cursor.I64();
        byte[] signingKey = cursor.Take(32);
        byte[] staticKey = cursor.Take(32);
        string name = Encoding.Latin1.GetString(cursor.Take(nameLength));
        cursor.Require(PageNames.TierOf(name) == tier, "agent name, or not of the tier");
        string[] capabilities = Capabilities(cursor, count, capabilityBytes);
        cursor.Padding((uint)(nameLength + capabilityBytes));

        int issuer = cursor.Position;
        byte[] issuerKey = cursor.Take(32);
        long issuerNotBefore = cursor.I64();
        long issuerNotAfter = cursor.I64();
        byte[] operatorSignature = cursor.Take(64);
        int signed = cursor.Position;
        byte[] issuerSignature = cursor.Take(64);
        return new PageCredential(
            tier, clearance, serial, notBefore, notAfter, signingKey, staticKey, name, capabilities,
            issuerKey, issuerNotBefore, issuerNotAfter, operatorSignature, issuerSignature,
            cursor.Between(issuer, issuer + 48), cursor.Between(start, signed));
    }

    private static string[] Capabilities(PageCursor cursor, int count, int bytes)
    {
        int end = cursor.Position + bytes;
        var capabilities = new string[count];
        for (int i = 0; i < count; i++)
        {
            byte length = cursor.U8();
            capabilities[i] = Encoding.Latin1.GetString(cursor.Take(length));
            cursor.Require(PageNames.IsWord(capabilities[i]), "capability");
        }

        cursor.Require(cursor.Position == end, "capabilities do not fill their bytes");
        return capabilities;
    }
}
