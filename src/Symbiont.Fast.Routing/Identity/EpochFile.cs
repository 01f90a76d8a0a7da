using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Symbiont.Fast.Routing.Identity;

/// <summary>
/// Remembers on disk below which number epochs may have been given. Owned by the router's thread; one process at a time.
/// <code>
/// two slots, at 0 and 512, written in turn; the valid one with the greater limit counts
///   0   "symbiont.fast epochs 1", and zeros to 24
///  24   limit u32        no epoch from here on has been given
///  28   0 u32
///  32   SHA-256 of bytes 0 to 31
/// </code>
/// A write that a crash tears spoils one slot and leaves the other, whose limit is still right: epochs are given only
/// after the write of theirs is on the disk.
/// </summary>
internal sealed class EpochFile : IDisposable
{
    private const int SlotDistance = 512;
    private const int LimitOffset = 24;
    private const int SignedSize = 32;
    private const int SlotSize = SignedSize + SHA256.HashSizeInBytes;

    private readonly FileStream _file;
    private int _nextSlot;

    private EpochFile(FileStream file, uint limit, int nextSlot) => (_file, Limit, _nextSlot) = (file, limit, nextSlot);

    /// <summary>No epoch from here on has been given.</summary>
    public uint Limit { get; private set; }

    private static ReadOnlySpan<byte> Magic => "symbiont.fast epochs 1"u8;

    /// <summary>Opens the file, or begins one.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="first">The limit of a file that does not exist yet.</param>
    /// <exception cref="EpochFileException">Neither slot is valid.</exception>
    /// <exception cref="IOException">Another process has it, or the disk failed.</exception>
    public static EpochFile Open(string path, uint first)
    {
        if (!File.Exists(path))
        {
            Begin(path, first);
        }

        FileStream file = new(path, Options(FileMode.Open));
        try
        {
            return Read(file, path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Moves the limit; returns when it is on the disk.</summary>
    /// <exception cref="IOException">It is not.</exception>
    public void Move(uint limit)
    {
        Span<byte> slot = stackalloc byte[SlotSize];
        Write(slot, limit);
        _file.Position = _nextSlot * SlotDistance;
        _file.Write(slot);
        _file.Flush(flushToDisk: true);
        _nextSlot ^= 1;
        Limit = limit;
    }

    public void Dispose() => _file.Dispose();

    // Under another name first, so that a file with this name always has a valid slot.
    private static void Begin(string path, uint first)
    {
        string making = path + ".new";
        using (FileStream file = new(making, Options(FileMode.Create)))
        {
            Span<byte> slot = stackalloc byte[SlotSize];
            Write(slot, first);
            file.Write(slot);
            file.Flush(flushToDisk: true);
        }

        File.Move(making, path);
    }

    private static EpochFile Read(FileStream file, string path)
    {
        Span<uint> limits = stackalloc uint[2];
        bool first = TryRead(file, 0, out limits[0]);
        bool second = TryRead(file, 1, out limits[1]);
        if (!first && !second)
        {
            throw new EpochFileException(path);
        }

        int newer = !first || (second && limits[1] > limits[0]) ? 1 : 0;
        return new EpochFile(file, limits[newer], nextSlot: newer ^ 1);
    }

    private static bool TryRead(FileStream file, int slot, out uint limit)
    {
        Span<byte> bytes = stackalloc byte[SlotSize];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        file.Position = slot * SlotDistance;
        bool whole = file.ReadAtLeast(bytes, SlotSize, throwOnEndOfStream: false) == SlotSize;
        SHA256.HashData(bytes[..SignedSize], hash);
        limit = BinaryPrimitives.ReadUInt32LittleEndian(bytes[LimitOffset..]);
        return whole && bytes.StartsWith(Magic) && hash.SequenceEqual(bytes[SignedSize..]);
    }

    private static void Write(Span<byte> slot, uint limit)
    {
        slot.Clear();
        Magic.CopyTo(slot);
        BinaryPrimitives.WriteUInt32LittleEndian(slot[LimitOffset..], limit);
        SHA256.HashData(slot[..SignedSize], slot[SignedSize..]);
    }

    private static FileStreamOptions Options(FileMode mode)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
        };
        if (mode == FileMode.Create && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }
}
