using Symbiont.Fast.Configuration;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Policy;

namespace Symbiont.Fast.Tool;

/// <summary>The policy that the demo's router runs with, embedded as <c>DemoPolicy.yaml</c>.</summary>
public static class DemoPolicy
{
    private const string FileName = "DemoPolicy.yaml";

    /// <summary>The rules.</summary>
    public static IReadOnlyList<CommunicationPolicy> Rules { get; } = Read();

    /// <summary>The rule that decides on a type on a path; null when it is denied.</summary>
    public static CommunicationPolicy? Find(SandboxTier source, SandboxTier destination, MessageType type) =>
        Rules.FirstOrDefault(rule => rule.SourceTier == source && rule.DestinationTier == destination
            && rule.AllowedMessageTypes.Contains(type));

    private static IReadOnlyList<CommunicationPolicy> Read()
    {
        using Stream resource = typeof(DemoPolicy).Assembly.GetManifestResourceStream(FileName)
            ?? throw new InvalidOperationException($"The assembly was built without {FileName}.");
        using var reader = new StreamReader(resource);
        PolicyFileResult result = PolicyFile.Parse(FileName, reader.ReadToEnd(), new PolicyDefaults());
        return result.IsValid
            ? result.Rules
            : throw new InvalidOperationException(string.Join('\n', result.Errors));
    }
}
