namespace Symbiont.Fast.Session;

/// <summary>
/// The revocation list in force. One thread publishes lists, any thread asks; each list is immutable and replaces the
/// one before by one reference write.
/// </summary>
public sealed class Revocations
{
    private RevokedSerials _current = RevokedSerials.None;

    /// <summary>The list in force; an empty one, number 0, until one was published.</summary>
    public RevokedSerials Current => Volatile.Read(ref _current);

    /// <summary>Puts a list in force.</summary>
    public void Publish(RevokedSerials list)
    {
        ArgumentNullException.ThrowIfNull(list);
        Volatile.Write(ref _current, list);
    }
}
