using Symbiont.Fast.Configuration;

namespace Symbiont.Fast.Tool;

/// <summary>The <c>SYMBIONT_*</c> variables of this process, with their notices on standard error.</summary>
internal static class EnvironmentSettings
{
    /// <summary>Reads them.</summary>
    /// <exception cref="ToolException">One has a value that it cannot have.</exception>
    public static EnvironmentOptions Read()
    {
        EnvironmentResult result = EnvironmentOptions.ReadProcess();
        foreach (string notice in result.Notices)
        {
            Console.Error.WriteLine($"symbiont-fast: {notice}");
        }

        return result.IsValid ? result.Options : throw new ToolException(string.Join('\n', result.Errors));
    }
}
