using System.Security.Cryptography;
using Symbiont.Fast.Authority;
using Symbiont.Fast.Cryptography;

namespace Symbiont.Fast.Tool;

/// <summary>
/// An issuer as a file of three lines: its secret key, the certificate that the operator signed (base64), and the
/// operator's public key, which goes into every bundle.
/// </summary>
/// <param name="Issuer">Issues credentials.</param>
/// <param name="OperatorKey">The operator's public key, 32 bytes.</param>
public sealed record IssuerFile(CredentialIssuer Issuer, byte[] OperatorKey) : IDisposable
{
    private const string CertificatePrefix = "issuer-certificate_";

    /// <summary>Makes an issuer, certified until <paramref name="notAfter"/>, and writes its file.</summary>
    public static void Create(OperatorKey certifier, long notBefore, long notAfter, string path)
    {
        ArgumentNullException.ThrowIfNull(certifier);
        using SigningKey key = SigningKey.Generate();
        byte[] certificate = certifier.CertifyIssuer(key.PublicKey, notBefore, notAfter);
        byte[] seed = new byte[SigningKey.Size];
        key.ExportSeed(seed);
        string text = string.Join(
            '\n',
            "# Issuer key: signs agents' credentials.",
            KeyText.Format(KeyText.IssuerSecret, seed),
            CertificatePrefix + Convert.ToBase64String(certificate),
            KeyText.Format(KeyText.OperatorPublic, certifier.PublicKey),
            string.Empty);
        CryptographicOperations.ZeroMemory(seed);
        SecretFile.Write(path, text);
    }

    /// <summary>Reads an issuer's file.</summary>
    /// <exception cref="ToolException">The file is no issuer, or open to others.</exception>
    public static IssuerFile Load(string path)
    {
        byte[] seed = new byte[SigningKey.Size];
        byte[] operatorKey = new byte[KeyText.PayloadSize];
        try
        {
            if (SecretFile.ReadLines(path) is [var secret, var certificate, var root]
                && KeyText.TryParse(KeyText.IssuerSecret, secret, seed)
                && KeyText.TryParse(KeyText.OperatorPublic, root, operatorKey)
                && TryDecode(certificate, out byte[] decoded))
            {
                return new IssuerFile(new CredentialIssuer(SigningKey.FromSeed(seed), decoded), operatorKey);
            }
        }
        catch (ArgumentException)
        {
            // The certificate is another key's: as useless as an unreadable one.
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }

        throw new ToolException($"{path} is not an issuer's file");
    }

    /// <summary>Wipes the secret key.</summary>
    public void Dispose() => Issuer.Dispose();

    private static bool TryDecode(string line, out byte[] certificate)
    {
        certificate = [];
        if (!line.StartsWith(CertificatePrefix, StringComparison.Ordinal))
        {
            return false;
        }

        byte[] buffer = new byte[line.Length];
        bool decoded = Convert.TryFromBase64String(line[CertificatePrefix.Length..], buffer, out int length);
        certificate = buffer[..length];
        return decoded;
    }
}
