using Symbiont.Fast.Cryptography;

namespace Symbiont.Fast.Session.Tests;

/// <summary>The AEAD suites of this processor, as the rows of a theory.</summary>
internal static class Suites
{
    public static TheoryData<AeadSuite> Here() =>
        [.. Enum.GetValues<AeadSuite>().Where(suite => (AeadSuites.SupportedHere & AeadSuites.Bit(suite)) != 0)];
}
