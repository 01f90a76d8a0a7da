using System.Text.RegularExpressions;

namespace Symbiont.Fast.Framing.Tests;

/// <summary><c>docs/wire-protocol.md</c> and the code cannot disagree on an example, a number or a limit.</summary>
public sealed partial class DocumentTests
{
    private static readonly string[] Required =
        ["frame-header", "batch-lone", "batch-two-runs", "delivery", "control-refusal", "credential"];

    [Fact]
    public void The_hex_blocks_are_what_the_code_writes()
    {
        string document = File.ReadAllText(GoldenPaths.Document);
        if (GoldenPaths.Rewrite)
        {
            document = HexBlock().Replace(document, Block);
            File.WriteAllText(GoldenPaths.Document, document);
        }

        Match[] blocks = HexBlock().Matches(document).ToArray();
        foreach (Match block in blocks)
        {
            WireVector vector = WireVectors.Find(block.Groups[1].Value);
            Assert.Equal(vector.Bytes, AnnotatedBytes.Parse(block.Groups[2].Value));
            Assert.Equal(vector.Annotated(), block.Groups[2].Value);
        }

        Assert.Superset(Required.ToHashSet(), blocks.Select(block => block.Groups[1].Value).ToHashSet());
    }

    [Fact]
    public void The_document_lists_every_refusal_reason()
    {
        string document = File.ReadAllText(GoldenPaths.Document);
        foreach (RefusalReason reason in Enum.GetValues<RefusalReason>())
        {
            Assert.Contains(
                $"\n| {(int)reason} | {RefusalReasons.Text(reason)} | ", document, StringComparison.Ordinal);
        }

        Assert.Equal(Enum.GetValues<RefusalReason>().Length, RefusalReasons.Count);
    }

    [Fact]
    public void The_document_numbers_every_word_as_the_code_does()
    {
        string document = File.ReadAllText(GoldenPaths.Document);
        IEnumerable<(string Word, int Number)> words =
        [
            .. Enum.GetValues<FrameKind>().Select(kind => (Lower(kind), (int)kind)),
            .. Enum.GetValues<ControlCode>().Select(code => (Lower(code), (int)code)),
            .. Enum.GetValues<MessageType>().Select(type => (Vocabulary.Name(type), (int)type)),
            .. Enum.GetValues<SecurityLevel>().Select(level => (Vocabulary.Name(level), (int)level)),
            .. Enum.GetValues<SandboxTier>().Select(tier => (tier.ToString(), (int)tier)),
            .. Enum.GetValues<DestinationKind>().Select(kind => (Lower(kind), (int)kind)),
        ];
        Assert.All(words, word =>
            Assert.Contains($"\n| {word.Word} | {word.Number} |", document, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void The_document_places_every_flag_as_the_code_does()
    {
        string document = File.ReadAllText(GoldenPaths.Document);
        foreach (MessageFlags flag in Enum.GetValues<MessageFlags>().Where(flag => flag != MessageFlags.None))
        {
            string row = $"| {int.TrailingZeroCount((int)flag)} | 0x{(int)flag:X4} | ";
            Assert.Contains(row, document, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_document_states_the_limits_of_the_code()
    {
        string document = File.ReadAllText(GoldenPaths.Document);
        string[] rows =
        [
            $"| version | {WireLimits.Version} |",
            $"| frame, header and tag included | {FrameHeader.Size + 1} to {WireLimits.MaxFrame:N0} bytes",
            $"| handshake frame | {FrameHeader.Size + 1} to {WireLimits.MaxHandshakeFrame:N0} bytes |",
            $"| AEAD tag | at most {WireLimits.MaxTag} bytes |",
            $"| runs in a batch | 1 to {WireLimits.MaxBatchRuns} |",
            $"| messages in a batch | 1 to {WireLimits.MaxBatchMessages};",
            $"| bytes of messages in one run of a batch | at most {WireLimits.MaxRunBytes:N0} ",
            $"| payload, as sent | 0 to {WireLimits.MaxPayload:N0} bytes",
            $"| payload before compression | 1 to {WireLimits.MaxPayload:N0} bytes",
            $"| path | 0 to {WireLimits.MaxPath} hashes |",
            $"| control body | 0 to {ControlHeader.MaxBody:N0} bytes |",
            $"| rule name in a refusal | 0 to {RefusalMessage.MaxRule} bytes |",
            $"| agent name | at most {AgentName.MaxLength} bytes",
            $"| capability | 1 to {Capability.MaxLength} bytes |",
            $"| capabilities in a credential | 0 to {CredentialLayout.MaxCapabilities} |",
            $"| credential | at most {CredentialLayout.MaxSize:N0} bytes |",
            $"reach {WireLimits.BatchCloseBytes:N0} bytes",
        ];
        Assert.All(rows, row => Assert.Contains(row, document, StringComparison.Ordinal));
        Assert.Equal((1UL << 48) - 1, WireLimits.MaxSequence);
    }

    private static string Block(Match block) =>
        $"```hex {block.Groups[1].Value}\n{WireVectors.Find(block.Groups[1].Value).Annotated()}```";

    // The document writes the words of a name apart.
    private static string Lower<T>(T word)
        where T : struct, Enum => WordStart().Replace(word.ToString(), " $0").ToLowerInvariant();

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex WordStart();

    [GeneratedRegex("""```hex ([a-z-]+)\n(.*?)```""", RegexOptions.Singleline)]
    private static partial Regex HexBlock();
}
