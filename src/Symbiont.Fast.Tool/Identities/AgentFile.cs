using System.Security.Cryptography;
using Symbiont.Fast.Client;
using Symbiont.Fast.Cryptography;

namespace Symbiont.Fast.Tool;

/// <summary>
/// An agent's bundle as a file of five lines: its two secret keys, its credential (base64), and the public keys of the
/// operator and the router.
/// </summary>
public static class AgentFile
{
    private const string CredentialPrefix = "credential_";

    /// <summary>Writes a bundle to a new file of mode 0600.</summary>
    /// <exception cref="ToolException">The file exists.</exception>
    public static void Save(AgentBundle bundle, string path) => SecretFile.Write(path, Text(bundle));

    /// <summary>Puts a bundle whose credential was renewed in the place of its file, by renaming.</summary>
    public static void Replace(AgentBundle bundle, string path)
    {
        string beside = path + ".new";
        File.Delete(beside);
        SecretFile.Write(beside, Text(bundle));
        File.Move(beside, path, overwrite: true);
    }

    /// <summary>Reads a bundle.</summary>
    /// <exception cref="ToolException">The file is no agent's bundle, or open to others.</exception>
    public static AgentBundle Load(string path)
    {
        byte[] signing = new byte[SigningKey.Size];
        byte[] statics = new byte[KeyAgreementKey.Size];
        byte[] operatorKey = new byte[KeyText.PayloadSize];
        byte[] routerKey = new byte[KeyText.PayloadSize];
        try
        {
            if (SecretFile.ReadLines(path) is [var first, var second, var credential, var root, var router]
                && KeyText.TryParse(KeyText.AgentSigningSecret, first, signing)
                && KeyText.TryParse(KeyText.AgentStaticSecret, second, statics)
                && KeyText.TryParse(KeyText.OperatorPublic, root, operatorKey)
                && KeyText.TryParse(KeyText.RouterPublic, router, routerKey)
                && credential.StartsWith(CredentialPrefix, StringComparison.Ordinal))
            {
                return new AgentBundle(
                    Convert.FromBase64String(credential[CredentialPrefix.Length..]), SigningKey.FromSeed(signing),
                    KeyAgreementKey.FromSeed(statics), operatorKey, routerKey);
            }
        }
        catch (FormatException)
        {
            // Neither base64 nor a credential: no bundle. The exception might repeat a part of the file.
        }
        finally
        {
            CryptographicOperations.ZeroMemory(signing);
            CryptographicOperations.ZeroMemory(statics);
        }

        throw new ToolException($"{path} is not an agent's bundle");
    }

    private static string Text(AgentBundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        byte[] signing = new byte[SigningKey.Size];
        byte[] statics = new byte[KeyAgreementKey.Size];
        bundle.SigningKey.ExportSeed(signing);
        bundle.StaticKey.ExportSeed(statics);
        string text = string.Join(
            '\n',
            $"# Agent {bundle.Name}",
            KeyText.Format(KeyText.AgentSigningSecret, signing),
            KeyText.Format(KeyText.AgentStaticSecret, statics),
            CredentialPrefix + Convert.ToBase64String(bundle.Credential),
            KeyText.Format(KeyText.OperatorPublic, bundle.OperatorKey),
            KeyText.Format(KeyText.RouterPublic, bundle.RouterKey),
            string.Empty);
        CryptographicOperations.ZeroMemory(signing);
        CryptographicOperations.ZeroMemory(statics);
        return text;
    }
}
