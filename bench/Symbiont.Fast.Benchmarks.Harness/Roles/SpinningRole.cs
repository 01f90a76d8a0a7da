using Symbiont.Fast.Concurrent;

namespace Symbiont.Fast.Benchmarks.Harness;

/// <summary>
/// A role that turns a duty cycle without ever sleeping, but only between <see cref="Resume"/> and <see cref="Pause"/>,
/// so that it takes no core from the scenario that is measured in turn with its own. One thread owns it.
/// </summary>
public sealed class SpinningRole : IDisposable
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);
    private const int Glances = 200;

    private readonly IDutyCycle _cycle;
    private readonly SemaphoreSlim _go = new(0);
    private readonly SemaphoreSlim _parked = new(0);
    private readonly RoleThread _thread;
    private volatile bool _spin;
    private volatile bool _end;
    private bool _resumed;

    /// <summary>Starts the thread, parked.</summary>
    /// <param name="cycle">What is turned; its name is the role's.</param>
    /// <param name="core">Where.</param>
    public SpinningRole(IDutyCycle cycle, int core)
    {
        _cycle = cycle;
        _thread = new RoleThread(cycle.Name, core, Run);
    }

    /// <summary>Lets it spin.</summary>
    /// <exception cref="HarnessException">It has failed.</exception>
    public void Resume()
    {
        ThrowIfFailed();
        _resumed = true;
        _spin = true;
        _go.Release();
    }

    /// <summary>Parks it; the cycle is not turned any more when this returns.</summary>
    /// <exception cref="HarnessException">It has failed, or does not come to the end of a turn.</exception>
    public void Pause()
    {
        if (!_resumed)
        {
            return;
        }

        _resumed = false;
        _spin = false;
        for (int i = 0; !_parked.Wait(Glance); i++)
        {
            // A role that has failed never parks.
            ThrowIfFailed();
            if (i == Glances)
            {
                throw new HarnessException($"{_cycle.Name} does not come to the end of a turn.");
            }
        }
    }

    /// <summary>Any thread: throws what ended the role, if a failure did.</summary>
    /// <exception cref="HarnessException">It did.</exception>
    public void ThrowIfFailed() => _thread.ThrowIfFailed();

    /// <summary>Ends the thread.</summary>
    /// <exception cref="HarnessException">It does not end.</exception>
    public void Dispose()
    {
        _end = true;
        _spin = false;
        _go.Release();
        _thread.Join();
        _go.Dispose();
        _parked.Dispose();
    }

    private void Run()
    {
        for (_go.Wait(); !_end; _go.Wait())
        {
            while (_spin)
            {
                _cycle.DoWork();
            }

            _parked.Release();
        }
    }
}
