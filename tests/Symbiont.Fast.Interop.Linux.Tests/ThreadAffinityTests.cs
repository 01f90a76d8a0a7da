namespace Symbiont.Fast.Interop.Linux.Tests;

public sealed class ThreadAffinityTests
{
    [Fact]
    public void A_pinned_thread_runs_on_its_core_and_may_use_no_other() => OnOwnThread(() =>
    {
        foreach (int core in ThreadAffinity.Allowed())
        {
            int[] before = ThreadAffinity.Allowed();
            ThreadAffinity.Pin(core);

            Assert.Equal(core, ThreadAffinity.CurrentCore);
            Assert.Equal([core], ThreadAffinity.Allowed());

            ThreadAffinity.Allow(before);
            Assert.Equal(before, ThreadAffinity.Allowed());
        }
    });

    [Fact]
    public void What_a_pinned_thread_starts_is_not_pinned() => OnOwnThread(() =>
    {
        int[] before = ThreadAffinity.Allowed();
        ThreadAffinity.Pin(before[^1]);
        int[] inherited = [];
        OnOwnThread(() => inherited = ThreadAffinity.Allowed());

        Assert.Equal(before, inherited);
    });

    [Fact]
    public void A_core_that_is_not_there_is_refused_and_changes_nothing() => OnOwnThread(() =>
    {
        int[] before = ThreadAffinity.Allowed();

        Assert.Equal("sched_setaffinity", Assert.Throws<SystemCallException>(() => ThreadAffinity.Pin(8191)).Call);
        Assert.Throws<ArgumentOutOfRangeException>(() => ThreadAffinity.Pin(8192));
        Assert.Throws<ArgumentOutOfRangeException>(() => ThreadAffinity.Pin(-1));
        Assert.Throws<SystemCallException>(() => ThreadAffinity.Allow([]));
        Assert.Equal(before, ThreadAffinity.Allowed());
    });

    // A pool thread would take its pin along to the next test.
    private static void OnOwnThread(Action action)
    {
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(action));
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }
}
