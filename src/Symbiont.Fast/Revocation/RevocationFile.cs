using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Session;

namespace Symbiont.Fast.Revocation;

/// <summary>
/// The published revocation list, read anew when its file has changed, and a copy of the newest one that was accepted:
/// so that neither a restart nor the file's loss brings a revoked credential back. Owned by one thread.
/// </summary>
internal sealed class RevocationFile
{
    private readonly string _path;
    private readonly string? _keptPath;
    private readonly RevocationVerifier _verifier;
    private readonly Revocations _revocations;
    private readonly IClock _clock;
    private (DateTime Written, long Length) _seen;

    /// <summary>Restores the list that was kept.</summary>
    /// <param name="path">The published list.</param>
    /// <param name="keptPath">The copy; null to keep none.</param>
    /// <param name="verifier">Judges lists.</param>
    /// <param name="revocations">Where accepted lists are published.</param>
    /// <param name="clock">For the issuer's validity.</param>
    /// <exception cref="IOException">The copy cannot be read.</exception>
    public RevocationFile(
        string path, string? keptPath, RevocationVerifier verifier, Revocations revocations, IClock clock)
    {
        (_path, _keptPath, _verifier, _revocations, _clock) = (path, keptPath, verifier, revocations, clock);
        if (keptPath is not null && File.Exists(keptPath)
            && verifier.TryRestore(ReadBounded(keptPath), out RevokedSerials? kept))
        {
            revocations.Publish(kept);
        }
    }

    /// <summary>Looks at the file; null when it is as it was, or away.</summary>
    /// <exception cref="IOException">It cannot be read, or the copy not written; it is looked at again.</exception>
    public RevocationVerdict? Poll()
    {
        var file = new FileInfo(_path);
        if (!file.Exists || (file.LastWriteTimeUtc, file.Length) == _seen)
        {
            return null;
        }

        (DateTime, long) seen = (file.LastWriteTimeUtc, file.Length);
        byte[] list = ReadBounded(_path);
        RevocationVerdict verdict =
            _verifier.Verify(list, _clock.UnixNanoseconds, _revocations.Current.Number, out RevokedSerials? revoked);
        if (verdict == RevocationVerdict.Accepted)
        {
            // In force first: a copy that cannot be written must not keep a revoked credential alive.
            _revocations.Publish(revoked!);
            Keep(list);
        }

        _seen = seen;
        return verdict;
    }

    // A list that is longer than any can be is cut, and so malformed.
    private static byte[] ReadBounded(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] bytes = new byte[Math.Min(file.Length, RevocationList.MaxSize + 1)];
        return bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }

    private void Keep(byte[] list)
    {
        if (_keptPath is null)
        {
            return;
        }

        string making = _keptPath + ".new";
        using (FileStream file = new(making, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            file.Write(list);
            file.Flush(flushToDisk: true);
        }

        File.Move(making, _keptPath, overwrite: true);
    }
}
