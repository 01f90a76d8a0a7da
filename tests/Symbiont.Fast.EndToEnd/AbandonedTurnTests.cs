using Symbiont.Fast.Concurrent;

namespace Symbiont.Fast.EndToEnd;

/// <summary>A router whose caller is in the middle of a turn and stays there while it is stopped.</summary>
public sealed class AbandonedTurnTests
{
    [Fact]
    public async Task A_stop_does_not_wait_for_a_turn_that_does_not_end_and_takes_nothing_from_it()
    {
        using var clock = new HaltingClock();
        await using TestWorld world = TestWorld.Start(Policies.Open, options => options with
        {
            ThreadingMode = ThreadingMode.Invoker,
            ShutdownTimeout = TimeSpan.FromMilliseconds(50),
            Clock = clock,
        });
        Task<int> turn = Task.Run(() =>
        {
            int work = 0;
            clock.HaltThisThread();
            while (!clock.HasHalted)
            {
                work += world.Router.DoWork();
            }

            return work;
        });
        clock.AwaitHalt();

        await world.Router.StopAsync();
        Assert.False(turn.IsCompleted);
        Assert.Equal(0, world.Router.DoWork());
        clock.GoOn();

        await turn.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(0, world.Router.DoWork());
        Assert.False(File.Exists(world.AuditPath + ".lock") && IsLocked(world.AuditPath + ".lock"));
    }

    private static bool IsLocked(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Holds a thread that asks for the time.</summary>
    private sealed class HaltingClock : IClock, IDisposable
    {
        private readonly ManualResetEventSlim _goesOn = new(initialState: true);
        private readonly ManualResetEventSlim _halted = new();
        private int _thread;

        public bool HasHalted => _halted.IsSet;

        public long UnixNanoseconds => Ask(SystemClock.Instance.UnixNanoseconds);

        public long MonotonicNanoseconds => Ask(SystemClock.Instance.MonotonicNanoseconds);

        public void HaltThisThread()
        {
            Volatile.Write(ref _thread, Environment.CurrentManagedThreadId);
            _goesOn.Reset();
        }

        public void AwaitHalt() => Assert.True(_halted.Wait(TimeSpan.FromSeconds(30)));

        public void GoOn() => _goesOn.Set();

        public void Dispose()
        {
            _goesOn.Dispose();
            _halted.Dispose();
        }

        private long Ask(long time)
        {
            if (!_goesOn.IsSet && Volatile.Read(ref _thread) == Environment.CurrentManagedThreadId)
            {
                _halted.Set();
                _goesOn.Wait();
            }

            return time;
        }
    }
}
