using System.Collections.Concurrent;
using System.Diagnostics;
using Symbiont.Fast.Transport.IoUring;

namespace Symbiont.Fast.Transport.Conformance.Tests;

/// <summary>
/// A thread that owns a ring: it does what others ask, turns, and sleeps in the ring until something completes or the next
/// one asks.
/// </summary>
internal sealed class TurningThread : IDisposable
{
    private const int SleepMilliseconds = 1000;

    private readonly IoUringPoller _poller = new();
    private readonly ConcurrentQueue<Action> _asked = new();
    private readonly AutoResetEvent _turned = new(false);
    private readonly Thread _thread;
    private volatile bool _end;

    public TurningThread()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "ring" };
        _thread.Start();
    }

    /// <summary>Has a thread's work done there, or here while there is none.</summary>
    public static TResult Do<TResult>(TurningThread? thread, Func<TResult> work)
    {
        if (thread is null || thread._end)
        {
            return work();
        }

        TResult result = default!;
        thread.Do(_ => result = work());
        return result;
    }

    /// <summary>Has work done there, and waits for it.</summary>
    public void Do(Action<IoUringPoller> work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked.Enqueue(() =>
        {
            try
            {
                work(_poller);
                done.SetResult();
            }
            catch (Exception failure)
            {
                done.SetException(failure);
                throw;
            }
        });
        _poller.Doorbell.Ring();
        done.Task.WaitAsync(Guard.Patience).GetAwaiter().GetResult();
    }

    /// <summary>What is ready now.</summary>
    public int Collect(Span<Readiness> ready)
    {
        var found = new Readiness[ready.Length];
        int count = 0;
        Do(poller => count = poller.Wait(found, 0));
        found.AsSpan(0, count).CopyTo(ready);
        return count;
    }

    /// <summary>Waits until something is ready.</summary>
    public int Wait(Span<Readiness> ready)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            int count = Collect(ready);
            TimeSpan rest = Guard.Patience - Stopwatch.GetElapsedTime(start);
            if (count > 0 || rest <= TimeSpan.Zero)
            {
                return count;
            }

            _turned.WaitOne(rest);
        }
    }

    public void Dispose()
    {
        _end = true;
        _poller.Doorbell.Ring();
        _thread.Join();
        _poller.Dispose();
        _turned.Dispose();
    }

    private void Run()
    {
        while (!_end)
        {
            _poller.Doorbell.PrepareWait();
            if (_asked.IsEmpty && !_end)
            {
                // No room for what is ready: it only turns, and whoever wants to know asks.
                _poller.Wait([], SleepMilliseconds);
            }

            _poller.Doorbell.EndWait();
            while (_asked.TryDequeue(out Action? asked))
            {
                asked();
            }

            _turned.Set();
        }

        _poller.Finish();
    }
}
