namespace Symbiont.Fast.Concurrent;

/// <summary>A counters file that cannot be read, or not be made.</summary>
/// <param name="path">The file.</param>
/// <param name="fault">What is wrong, in a few words.</param>
/// <param name="inner">What it came from.</param>
public sealed class CounterFileException(string path, string fault, Exception? inner = null)
    : IOException($"{path}: {fault}", inner);
