namespace Symbiont.Fast.Routing.Identity;

/// <summary>
/// Gives each session its epoch: a number that no session of this router had before, across restarts and crashes too,
/// when it has a file. Numbers are reserved on disk many at a time and given from memory; a restart skips what was
/// reserved and not given. One thread at a time; <see cref="AgentDirectory"/> sees to that.
/// </summary>
public sealed class EpochSource : IDisposable
{
    /// <summary>How many epochs are reserved by one write to the disk.</summary>
    public const uint ReservedAtOnce = 4096;

    // 2025-01-01T00:00:00Z. Where nothing is remembered, epochs begin with the seconds since then, so that they most
    // likely lie above those that were given before.
    private const long Origin = 1_735_689_600L;
    private const long NanosecondsPerSecond = 1_000_000_000L;

    private readonly EpochFile? _file;
    private uint _next;
    private uint _limit;

    private EpochSource(EpochFile? file, uint next, uint limit) => (_file, _next, _limit) = (file, next, limit);

    /// <summary>A source that forgets everything with the process.</summary>
    /// <param name="now">The time in nanoseconds since 1970 UTC.</param>
    public static EpochSource InMemory(long now) => new(null, Seconds(now), uint.MaxValue);

    /// <summary>A source that remembers in a file.</summary>
    /// <param name="path">The file; it is made when it does not exist.</param>
    /// <param name="now">The time in nanoseconds since 1970 UTC; it matters for a new file only.</param>
    /// <exception cref="EpochFileException">The file is damaged.</exception>
    /// <exception cref="IOException">Another process has it, or the disk failed.</exception>
    public static EpochSource Open(string path, long now)
    {
        EpochFile file = EpochFile.Open(path, Seconds(now));
        return new EpochSource(file, file.Limit, file.Limit);
    }

    /// <summary>The next epoch; false when the disk takes no reservation, or all 2^32 are used up.</summary>
    public bool TryNext(out uint epoch)
    {
        epoch = 0;
        if (_next == _limit && !TryReserve())
        {
            return false;
        }

        epoch = _next++;
        return true;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file?.Dispose();

    private bool TryReserve()
    {
        uint limit = (uint)Math.Min((ulong)_limit + ReservedAtOnce, uint.MaxValue);
        if (_file is null || limit == _limit)
        {
            return false;
        }

        try
        {
            _file.Move(limit);
        }
        catch (IOException)
        {
            // The disk is full or broken: nobody new is admitted until a later attempt succeeds.
            return false;
        }

        _limit = limit;
        return true;
    }

    private static uint Seconds(long now) =>
        (uint)Math.Clamp((now / NanosecondsPerSecond) - Origin, 1, uint.MaxValue / 2);
}
