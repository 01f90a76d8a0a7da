using System.Security.Cryptography;
using Symbiont.Fast.Authority;
using Symbiont.Fast.Cryptography;

namespace Symbiont.Fast.Tool;

/// <summary>The operator's key pair as two files: <c>operator.key</c>, secret, and <c>operator.pub</c>.</summary>
public static class OperatorFile
{
    /// <summary>Writes a key pair.</summary>
    public static void Save(SigningKey key, string secretPath, string publicPath)
    {
        ArgumentNullException.ThrowIfNull(key);
        SecretFile.CheckAbsent(publicPath);
        byte[] seed = new byte[SigningKey.Size];
        key.ExportSeed(seed);
        SecretFile.Write(secretPath, $"# Operator key: certifies issuers. Keep it offline.\n{
            KeyText.Format(KeyText.OperatorSecret, seed)}\n");
        CryptographicOperations.ZeroMemory(seed);
        PublicKeyFile.Save(publicPath, KeyText.OperatorPublic, key.PublicKey);
    }

    /// <summary>Reads the secret key.</summary>
    /// <exception cref="ToolException">The file is no operator key, or open to others.</exception>
    public static OperatorKey Load(string path)
    {
        byte[] seed = new byte[SigningKey.Size];
        bool found = SecretFile.ReadLines(path) is [var line]
            && KeyText.TryParse(KeyText.OperatorSecret, line, seed);
        if (!found)
        {
            throw new ToolException($"{path} is not an operator key");
        }

        SigningKey key = SigningKey.FromSeed(seed);
        CryptographicOperations.ZeroMemory(seed);
        return new OperatorKey(key);
    }
}
