namespace Symbiont.Fast.Routing.Identity;

/// <summary>
/// The epochs' file is damaged. Without it the router cannot know which epochs it has given, so it does not start.
/// </summary>
/// <param name="path">The file.</param>
public sealed class EpochFileException(string path)
    : Exception($"{path}: no valid record of the epochs that were given; see the operations page before removing it.");
