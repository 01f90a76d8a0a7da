namespace Symbiont.Fast.Framing.Tests;

/// <summary>The golden files, and the facts that section 11 tells in prose.</summary>
internal static class PageExamples
{
    public const string Sender = "spiffe://symbiont.local/docker/a1";
    public const string FirstDestination = "spiffe://symbiont.local/gvisor/b1";
    public const string SecondDestination = "spiffe://symbiont.local/firecracker/c1";
    public const long Epoch2026 = 1_767_225_600_000_000_000;

    /// <summary>RFC 8032, section 7.1, TEST 1.</summary>
    public static readonly byte[] SenderKey = Convert.FromHexString(
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");

    /// <summary>RFC 8032, section 7.1, TEST 2.</summary>
    public static readonly byte[] OperatorKey = Convert.FromHexString(
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");

    /// <summary>RFC 8032, section 7.1, TEST 3.</summary>
    public static readonly byte[] IssuerKey = Convert.FromHexString(
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");

    /// <summary>The bytes 00 to 1f, which stand as handshake hash.</summary>
    public static readonly byte[] HandshakeHash = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    private static readonly string Folder = FindFolder();

    /// <summary>The bytes of one golden file; what follows a # is comment.</summary>
    public static byte[] Read(string name)
    {
        IEnumerable<string> lines = File.ReadLines(Path.Combine(Folder, name + ".hex"));
        string hex = string.Concat(lines.Select(line => line.Split('#')[0]));
        return Convert.FromHexString(string.Concat(hex.Where(c => !char.IsWhiteSpace(c))));
    }

    /// <summary>A golden file with the bytes at an offset replaced.</summary>
    public static byte[] With(string name, int offset, params byte[] bytes)
    {
        byte[] changed = Read(name);
        bytes.CopyTo(changed, offset);
        return changed;
    }

    /// <summary>The 32-byte hashes of hashes.hex, in its order.</summary>
    public static byte[][] Hashes() => [.. Read("hashes").Chunk(32)];

    public static IEnumerable<string> Names() =>
        Directory.GetFiles(Folder, "*.hex").Select(Path.GetFileNameWithoutExtension).OfType<string>()
            .Order(StringComparer.Ordinal);

    private static string FindFolder()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Symbiont.Fast.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return Path.Combine(
            folder ?? throw new DirectoryNotFoundException("No Symbiont.Fast.sln above the tests."),
            "tests", "vectors", "wire");
    }
}
