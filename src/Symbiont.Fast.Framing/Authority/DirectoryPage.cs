using System.Buffers.Binary;

namespace Symbiont.Fast.Framing;

/// <summary>
/// A page of the directory: live credentials in the order of their agents' names. Each is signed by itself. Any thread.
/// <code>
///   0     count u32 · more follow u8 (0 or 1) · 0, three bytes
///   8     for each: credential length u32 · 0 u32 · credential (a multiple of 8)
/// </code>
/// </summary>
public static class DirectoryPage
{
    private const int HeadSize = 8;
    private const int EntryHeadSize = 8;

    /// <summary>Reads a page; the credentials' own layout is checked too.</summary>
    /// <param name="source">The page and nothing else.</param>
    /// <param name="credentials">The credentials, copied.</param>
    /// <param name="more">Whether the directory goes on.</param>
    public static FrameError TryRead(ReadOnlySpan<byte> source, out IReadOnlyList<byte[]> credentials, out bool more)
    {
        credentials = [];
        more = false;
        if (source.Length < HeadSize)
        {
            return FrameError.Truncated;
        }

        uint count = BinaryPrimitives.ReadUInt32LittleEndian(source);
        if (source[4] > 1 || source[5..HeadSize].ContainsAnyExcept((byte)0))
        {
            return FrameError.ReservedNotZero;
        }

        var read = new List<byte[]>();
        ReadOnlySpan<byte> rest = source[HeadSize..];
        while (read.Count < count)
        {
            if (rest.Length < EntryHeadSize || BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]) != 0)
            {
                return FrameError.Truncated;
            }

            uint length = BinaryPrimitives.ReadUInt32LittleEndian(rest);
            rest = rest[EntryHeadSize..];
            if (length > (uint)rest.Length)
            {
                return FrameError.LengthOutOfRange;
            }

            FrameError error = CredentialLayout.TryRead(rest[..(int)length], out _, out _);
            if (error != FrameError.None)
            {
                return error;
            }

            read.Add(rest[..(int)length].ToArray());
            rest = rest[(int)length..];
        }

        if (!rest.IsEmpty)
        {
            return FrameError.TrailingBytes;
        }

        more = source[4] == 1;
        credentials = read;
        return FrameError.None;
    }

    /// <summary>Writes as many credentials as a response holds.</summary>
    public static byte[] Compose(IEnumerable<byte[]> credentials)
    {
        byte[] page = new byte[AuthorityHeader.MaxResponse - AuthorityHeader.Size];
        uint count = 0;
        int length = HeadSize;
        foreach (byte[] credential in credentials)
        {
            if (length + EntryHeadSize + credential.Length > page.Length)
            {
                page[4] = 1;
                break;
            }

            BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(length), (uint)credential.Length);
            credential.CopyTo(page, length + EntryHeadSize);
            length += EntryHeadSize + credential.Length;
            count++;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(page, count);
        return page[..length];
    }
}
