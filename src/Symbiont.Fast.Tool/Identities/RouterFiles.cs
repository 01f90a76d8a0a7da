using System.Security.Cryptography;
using Symbiont.Fast.Cryptography;

namespace Symbiont.Fast.Tool;

/// <summary>
/// A router's identity as two files. The secret one has two lines: the router's key, and the operator's public key by
/// which it judges credentials. The other has the router's public key, for agents.
/// </summary>
public static class RouterFiles
{
    /// <summary>Makes a router's key and writes both files; returns the public key.</summary>
    /// <exception cref="ToolException">A file exists.</exception>
    public static byte[] Create(ReadOnlySpan<byte> operatorKey, string secretPath, string publicPath)
    {
        SecretFile.CheckAbsent(publicPath);
        using KeyAgreementKey key = KeyAgreementKey.Generate();
        byte[] seed = new byte[KeyAgreementKey.Size];
        key.ExportSeed(seed);
        string text = string.Join(
            '\n',
            "# Router identity: agents know the router by the public half of this key.",
            KeyText.Format(KeyText.RouterStaticSecret, seed),
            KeyText.Format(KeyText.OperatorPublic, operatorKey),
            string.Empty);
        CryptographicOperations.ZeroMemory(seed);
        SecretFile.Write(secretPath, text);
        PublicKeyFile.Save(publicPath, KeyText.RouterPublic, key.PublicKey);
        return key.PublicKey.ToArray();
    }

    /// <summary>Reads the secret file.</summary>
    /// <exception cref="ToolException">It is no router's identity, or open to others.</exception>
    public static RouterIdentity Load(string path)
    {
        byte[] seed = new byte[KeyAgreementKey.Size];
        byte[] operatorKey = new byte[KeyText.PayloadSize];
        bool found = SecretFile.ReadLines(path) is [var secret, var root]
            && KeyText.TryParse(KeyText.RouterStaticSecret, secret, seed)
            && KeyText.TryParse(KeyText.OperatorPublic, root, operatorKey);
        if (!found)
        {
            throw new ToolException($"{path} is not a router's identity");
        }

        var identity = new RouterIdentity(KeyAgreementKey.FromSeed(seed), operatorKey);
        CryptographicOperations.ZeroMemory(seed);
        return identity;
    }
}
