namespace Symbiont.Fast.Client;

/// <summary>What became of a payload on its way to the application.</summary>
internal enum PayloadVerdict
{
    /// <summary>It is what the sender's application gave.</summary>
    Whole,

    /// <summary>Sealed, and it did not open.</summary>
    Unopened,

    /// <summary>Compressed, and it did not decompress to the size declared.</summary>
    Malformed,
}
