namespace Symbiont.Fast.Routing.Audit;

/// <summary>
/// Reads a log's records in order, with the names filled in, and verifies it on the way. Needs nothing but the file.
/// </summary>
public static class AuditReader
{
    /// <summary>Reads the log at <paramref name="path"/>, which a router may be writing.</summary>
    /// <exception cref="AuditLogException">
    /// Thrown on arriving at the first bad record, after the good ones before it.
    /// </exception>
    public static IEnumerable<AuditRecord> Read(string path)
    {
        using FileStream file = AuditVerifier.OpenRead(path);
        foreach (AuditRecord record in Read(file))
        {
            yield return record;
        }
    }

    /// <summary>Reads the log that <paramref name="log"/> gives, from where it stands.</summary>
    /// <exception cref="AuditLogException">
    /// Thrown on arriving at the first bad record, after the good ones before it.
    /// </exception>
    public static IEnumerable<AuditRecord> Read(Stream log)
    {
        var scanner = new AuditScanner(log);
        if (!scanner.TryReadHeader())
        {
            throw new AuditLogException(scanner.Fault, record: 0, offset: 0);
        }

        var decoder = new AuditDecoder();
        long offset = scanner.Length;
        while (scanner.TryRead())
        {
            yield return decoder.Decode(scanner.Kind, scanner.Body, scanner.Records, offset);
            offset = scanner.Length;
        }

        if (scanner.Fault != AuditFault.None)
        {
            throw new AuditLogException(scanner.Fault, scanner.Records + 1, scanner.Length);
        }
    }
}
