using System.Text;
using System.Text.Unicode;
using Symbiont.Fast.Routing.Policy;

namespace Symbiont.Fast.Configuration;

/// <summary>
/// Reads policy files: YAML with the key <c>communication_policies</c>. <c>docs/policy.md</c> is the reference.
/// Whatever the text, the result is either its rules or a list of all that is wrong with it; nothing is thrown for a
/// bad file.
/// </summary>
/// <remarks>
/// Faults come in layers, and a layer that has some hides the next: the bytes and characters; then YAML; then
/// everything else at once.
/// </remarks>
public static class PolicyFile
{
    /// <summary>The most rules of a policy; it equals the most that the router compiles.</summary>
    public const int MaxRules = 256;

    /// <summary>The largest policy file, in bytes: 1 MiB.</summary>
    public const int MaxBytes = SourceText.MaxBytes;

    /// <summary>Reads the policy in <paramref name="text"/>.</summary>
    /// <param name="fileName">What errors call the text.</param>
    /// <param name="text">The policy; a byte order mark is passed over.</param>
    /// <param name="defaults">What rules get where they leave something out.</param>
    public static PolicyFileResult Parse(string fileName, string text, PolicyDefaults defaults)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(defaults);
        return Parse(text, defaults, new PolicyErrors(fileName));
    }

    /// <summary>
    /// Reads the policy file at <paramref name="path"/>. A file that cannot be read is a result with an error.
    /// </summary>
    /// <param name="path">The file, which errors name just so.</param>
    /// <param name="defaults">What rules get where they leave something out.</param>
    public static PolicyFileResult Load(string path, PolicyDefaults defaults)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(defaults);
        var errors = new PolicyErrors(path);
        return ReadBytes(path, errors) is { } bytes && Decode(bytes, errors) is { } text
            ? Parse(text, defaults, errors)
            : new PolicyFileResult(errors.InOrder());
    }

    private static PolicyFileResult Parse(string text, PolicyDefaults defaults, PolicyErrors errors)
    {
        text = SourceText.WithoutMark(text);
        List<CommunicationPolicy> rules = [];
        if (SourceText.IsFit(text, errors) && SourceReader.Read(text, errors) is { } root)
        {
            rules = new RuleReader(errors, defaults).ReadAll(root);
        }

        return errors.Count == 0 ? new PolicyFileResult(rules.AsReadOnly()) : new PolicyFileResult(errors.InOrder());
    }

    private static byte[]? ReadBytes(string path, PolicyErrors errors)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            byte[] bytes = new byte[MaxBytes + 1];
            int length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length <= MaxBytes)
            {
                return bytes[..length];
            }

            SourceText.ReportSize(errors);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            string reason = fault is FileNotFoundException or DirectoryNotFoundException ? "there is no such file"
                : Directory.Exists(path) ? "it is a directory"
                : fault is UnauthorizedAccessException ? "access is denied"
                : "reading failed";
            errors.Add(default, "", $"the policy cannot be read: {reason}", "a readable file");
        }

        return null;
    }

    private static string? Decode(ReadOnlySpan<byte> bytes, PolicyErrors errors)
    {
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
        {
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        }

        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            errors.Add(SourcePosition.Start, "", "the policy is encoded in UTF-16", "UTF-8");
            return null;
        }

        char[] text = new char[bytes.Length];
        Utf8.ToUtf16(bytes, text, out int read, out int written, replaceInvalidSequences: false);
        if (read < bytes.Length)
        {
            string octet = $"0x{bytes[read]:X2}";
            SourcePosition at = SourcePosition.Of(text.AsSpan(0, written), written);
            errors.Add(at, octet, $"the byte {octet} does not belong to UTF-8", "UTF-8");
            return null;
        }

        return new string(text, 0, written);
    }
}
