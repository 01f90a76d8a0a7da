using Symbiont.Fast.Cryptography;

namespace Symbiont.Fast.Tool;

/// <summary>A public key in a text file of one line.</summary>
public static class PublicKeyFile
{
    /// <summary>Writes a key; the file may be read by anyone.</summary>
    /// <exception cref="ToolException">The file exists.</exception>
    public static void Save(string path, string prefix, ReadOnlySpan<byte> key)
    {
        SecretFile.CheckAbsent(path);
        File.WriteAllText(path, KeyText.Format(prefix, key) + "\n");
    }

    /// <summary>Reads a key.</summary>
    /// <exception cref="ToolException">The file holds no such key.</exception>
    public static byte[] Load(string path, string prefix)
    {
        byte[] key = new byte[KeyText.PayloadSize];
        bool found = SecretFile.ReadPublicLines(path) is [var line] && KeyText.TryParse(prefix, line, key);
        return found ? key : throw new ToolException($"{path} holds no public key of the kind {prefix}");
    }
}
