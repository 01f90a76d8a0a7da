using Symbiont.Fast.Routing.Policy;

namespace Symbiont.Fast.Configuration;

/// <summary>
/// The policy that holds when the router is given none: an embedded policy file, read like any other. It says
/// everything in words, so neither the environment nor a change of defaults alters it.
/// </summary>
public static class DefaultPolicy
{
    /// <summary>What errors and tools call it.</summary>
    public const string FileName = "DefaultPolicy.yaml";

    private static readonly Lazy<string> LazyText = new(ReadText);
    private static readonly Lazy<IReadOnlyList<CommunicationPolicy>> LazyRules = new(ReadRules);

    /// <summary>The YAML, to start a policy of one's own from.</summary>
    public static string Text => LazyText.Value;

    /// <summary>The rules.</summary>
    public static IReadOnlyList<CommunicationPolicy> Rules => LazyRules.Value;

    private static string ReadText()
    {
        using Stream resource = typeof(DefaultPolicy).Assembly.GetManifestResourceStream(FileName)
            ?? throw new InvalidOperationException($"The assembly was built without {FileName}.");
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }

    private static IReadOnlyList<CommunicationPolicy> ReadRules()
    {
        PolicyFileResult result = PolicyFile.Parse(FileName, Text, new PolicyDefaults());
        return result.IsValid
            ? result.Rules
            : throw new InvalidOperationException(string.Join(Environment.NewLine, result.Errors));
    }
}
