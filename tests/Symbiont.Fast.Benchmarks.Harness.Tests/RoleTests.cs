using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Interop.Linux;

namespace Symbiont.Fast.Benchmarks.Harness.Tests;

public sealed class RoleTests
{
    private static readonly int Core = ThreadAffinity.Allowed()[^1];

    [Fact]
    public void A_role_runs_pinned_to_its_core()
    {
        int[] allowed = [];
        var role = new RoleThread("relay", Core, () => allowed = ThreadAffinity.Allowed());
        role.Join();
        role.ThrowIfFailed();

        Assert.Equal([Core], allowed);
    }

    [Fact]
    public void What_ended_a_role_is_told_with_its_name()
    {
        var role = new RoleThread("relay", Core, () => throw new InvalidOperationException("no more frames"));
        role.Join();

        Assert.Equal("relay failed: no more frames", Assert.Throws<HarnessException>(role.ThrowIfFailed).Message);
    }

    [Fact]
    public void A_spinning_role_turns_only_between_resume_and_pause()
    {
        var cycle = new CountingCycle();
        using var role = new SpinningRole(cycle, Core);
        Assert.Equal(0, cycle.Turns);
        for (int i = 0; i < 100; i++)
        {
            role.Resume();
            cycle.AwaitTurn();
            role.Pause();
            long turns = cycle.Turns;
            Thread.Yield();
            Assert.Equal(turns, cycle.Turns);
        }
    }

    [Fact]
    public void Pausing_at_once_or_twice_is_no_mistake()
    {
        using var role = new SpinningRole(new CountingCycle(), Core);
        role.Pause();
        for (int i = 0; i < 1_000; i++)
        {
            role.Resume();
            role.Pause();
            role.Pause();
        }
    }

    [Fact]
    public void A_role_that_is_disposed_while_it_spins_ends()
    {
        var cycle = new CountingCycle();
        var role = new SpinningRole(cycle, Core);
        role.Resume();
        cycle.AwaitTurn();
        role.Dispose();
        long turns = cycle.Turns;
        Thread.Yield();

        Assert.Equal(turns, cycle.Turns);
    }

    [Fact]
    public void A_spinning_role_that_fails_says_so_to_whoever_waits_pauses_or_resumes()
    {
        using var role = new SpinningRole(new FailingCycle(), Core);
        role.Resume();

        Assert.Equal("broken failed: ring full", Assert.Throws<HarnessException>(() => Wait(role)).Message);
        Assert.Throws<HarnessException>(role.Pause);
        Assert.Throws<HarnessException>(role.Resume);
    }

    private static void Wait(SpinningRole role)
    {
        var watch = new StallWatch(role);
        while (true)
        {
            watch.Turn();
        }
    }

    private sealed class CountingCycle : IDutyCycle
    {
        private long _turns;

        public string Name => "counting";

        public long Turns => Volatile.Read(ref _turns);

        public int DoWork()
        {
            Interlocked.Increment(ref _turns);
            return 0;
        }

        public void AwaitTurn()
        {
            long before = Turns;
            Assert.True(SpinWait.SpinUntil(() => Turns > before, TimeSpan.FromSeconds(30)));
        }
    }

    private sealed class FailingCycle : IDutyCycle
    {
        public string Name => "broken";

        public int DoWork() => throw new InvalidOperationException("ring full");
    }
}
