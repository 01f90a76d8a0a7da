using Microsoft.Win32.SafeHandles;
using Symbiont.Fast.Interop.Linux;
using Symbiont.Fast.Memory;

namespace Symbiont.Fast.Concurrent;

/// <summary>
/// Counter sets whose values lie in a file, where other processes read them (<see cref="CounterFileReader"/>) without
/// disturbing who counts. Belongs to one process at a time, which holds a lock on the file's name with <c>.lock</c>
/// behind it; that one stays there. Make and dispose it while nobody counts or reads.
/// </summary>
public sealed unsafe class CounterFile : IDisposable
{
    private const UnixFileMode Mode = OwnerMode | UnixFileMode.GroupRead;
    private const UnixFileMode OwnerMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // EWOULDBLOCK, which the runtime keeps as it is.
    private const int Locked = 11;

    private readonly FileStream _lock;
    private readonly MappedSlab _slab;
    private readonly IReadOnlyList<CounterSet> _sets;
    private readonly IClock _clock;
    private bool _isDisposed;

    private CounterFile(FileStream held, MappedSlab slab, IReadOnlyList<CounterSet> sets, IClock clock) =>
        (_lock, _slab, _sets, _clock) = (held, slab, sets, clock);

    /// <summary>
    /// Makes the file, instead of the one that an earlier process left, and moves the sets into it with their values.
    /// </summary>
    /// <param name="path">The file. Best in memory (tmpfs): a slow disk could hold up who counts.</param>
    /// <param name="sets">One for each writing thread; all names differ.</param>
    /// <param name="clock">Tells when it was started and stopped.</param>
    /// <exception cref="CounterFileException">
    /// A running process has the file, what is there is no counters file, or the disk has no room.
    /// </exception>
    /// <exception cref="ArgumentException">The names cannot be written.</exception>
    public static CounterFile Create(string path, IReadOnlyList<CounterSet> sets, IClock clock)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(sets);
        ArgumentNullException.ThrowIfNull(clock);
        byte[] image = CounterFileLayout.Image(sets, Environment.ProcessId, clock.UnixNanoseconds, out int[] places);
        FileStream held = Lock(path);
        try
        {
            ThrowIfForeign(path);
            var file = new CounterFile(held, Publish(path, image), sets, clock);
            file.MoveIn(places);
            return file;
        }
        catch (Exception fault)
        {
            held.Dispose();
            if (fault is UnauthorizedAccessException || (fault is IOException and not CounterFileException))
            {
                throw new CounterFileException(path, $"cannot be made: {fault.Message}", fault);
            }

            throw;
        }
    }

    /// <summary>
    /// Moves the sets out again, with their values, notes the time in the file and leaves it. Nobody counts or reads
    /// meanwhile; afterwards both go on in memory.
    /// </summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        foreach (CounterSet set in _sets)
        {
            set.MoveBack();
        }

        Volatile.Write(ref *(long*)(_slab.Pointer + CounterFileLayout.StoppedOffset), _clock.UnixNanoseconds);
        _slab.Dispose();
        _lock.Dispose();
    }

    private void MoveIn(int[] places)
    {
        for (int i = 0; i < places.Length; i++)
        {
            _sets[i].MoveTo((long*)(_slab.Pointer + places[i]));
        }
    }

    // On a file of its own: the counters file is another one after each start, and its readers take no lock.
    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(path + ".lock", Options(FileMode.OpenOrCreate, FileShare.None, OwnerMode));
        }
        catch (IOException fault) when (fault.HResult == Locked)
        {
            throw new CounterFileException(path, "a running process has it", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CounterFileException(path, $"cannot be made: {fault.Message}", fault);
        }
    }

    // A mistyped path must not cost a file that is something else.
    private static void ThrowIfForeign(string path)
    {
        if (!Path.Exists(path))
        {
            return;
        }

        using FileEntry entry = FileEntry.Open(path);
        Span<byte> found = stackalloc byte[CounterFileLayout.Magic.Length];
        if (entry.IsRegular)
        {
            using SafeFileHandle old = entry.OpenRead();
            found = found[..RandomAccess.Read(old, found, 0)];
        }

        if (!found.SequenceEqual(CounterFileLayout.Magic))
        {
            throw new CounterFileException(path, "what is there is no counters file, and is not replaced");
        }
    }

    // Under another name first: whoever finds the file finds all of it. Written rather than left sparse, because a full
    // disk is an error here and a signal that kills the process later, at the first count on a page without a block.
    private static MappedSlab Publish(string path, byte[] image)
    {
        string making = path + ".new";
        File.Delete(making);
        using FileStream file = new(making, Options(FileMode.CreateNew, FileShare.Read, Mode));
        MappedSlab? slab = null;
        try
        {
            file.Write(image);
            file.Flush(flushToDisk: true);
            slab = new MappedSlab(file.SafeFileHandle, image.Length);
            File.Move(making, path, overwrite: true);
            return slab;
        }
        catch
        {
            slab?.Dispose();
            File.Delete(making);
            throw;
        }
    }

    private static FileStreamOptions Options(FileMode mode, FileShare share, UnixFileMode permissions)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = FileAccess.ReadWrite,
            Share = share,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = permissions;
        }

        return options;
    }
}
