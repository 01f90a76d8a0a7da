namespace Symbiont.Fast.Routing.Audit;

/// <summary>
/// Checks a log from its header to its end, in one pass and constant memory. Needs nothing but the file, which may be
/// the one a router is writing: whoever catches it in the middle of a write sees a torn tail, and verifies again.
/// </summary>
/// <remarks>
/// An intact chain shows that no record was changed, removed, added or moved. It cannot show that the log was cut off
/// at the end of a record, or rewritten from there on by someone who may write the file: for that, compare with a head
/// that was kept elsewhere.
/// </remarks>
public static class AuditVerifier
{
    /// <summary>Checks the log at <paramref name="path"/>.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static AuditVerification Verify(string path)
    {
        using FileStream file = OpenRead(path);
        return Verify(file);
    }

    /// <summary>Checks the log that <paramref name="log"/> reads, from where it stands.</summary>
    public static AuditVerification Verify(Stream log)
    {
        var scanner = new AuditScanner(log);
        var counts = new AuditCounts();
        if (!scanner.TryReadHeader())
        {
            return new AuditVerification(0, 0, 0, ReadOnlyMemory<byte>.Empty, scanner.Fault, counts);
        }

        while (scanner.TryRead())
        {
            counts.Count(scanner.Kind, scanner.Body);
        }

        return new AuditVerification(
            scanner.Created, scanner.Records, scanner.Length, scanner.Head.ToArray(), scanner.Fault, counts);
    }

    /// <summary>Opens a log for reading while its writer may go on.</summary>
    internal static FileStream OpenRead(string path) => new(
        path,
        new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.ReadWrite, BufferSize = 0 });
}
