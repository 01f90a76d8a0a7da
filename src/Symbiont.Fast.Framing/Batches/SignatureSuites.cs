namespace Symbiont.Fast.Framing;

/// <summary>Sizes of the signature suites.</summary>
public static class SignatureSuites
{
    /// <summary>True when the suite is assigned.</summary>
    public static bool IsDefined(SignatureSuite suite) => suite is SignatureSuite.None or SignatureSuite.Ed25519;

    /// <summary>The signature's length in bytes.</summary>
    public static int Length(SignatureSuite suite) => suite == SignatureSuite.Ed25519 ? 64 : 0;
}
