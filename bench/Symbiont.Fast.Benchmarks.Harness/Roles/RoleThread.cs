using Symbiont.Fast.Interop.Linux;

namespace Symbiont.Fast.Benchmarks.Harness;

/// <summary>
/// A thread that is pinned to a core and plays one role until its body returns. A failure ends it and is kept for
/// whoever measures.
/// </summary>
public sealed class RoleThread
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Thread _thread;
    private Exception? _failure;

    /// <summary>Starts the thread.</summary>
    /// <param name="name">The role; the thread's name.</param>
    /// <param name="core">Where it runs.</param>
    /// <param name="body">What it does. It must end when the scenario is disposed.</param>
    public RoleThread(string name, int core, Action body)
    {
        _thread = new Thread(() => Run(core, body)) { Name = name, IsBackground = true };
        _thread.Start();
    }

    /// <summary>Any thread: throws what ended the role, if a failure did.</summary>
    /// <exception cref="HarnessException">It did.</exception>
    public void ThrowIfFailed()
    {
        if (Volatile.Read(ref _failure) is { } failure)
        {
            throw new HarnessException($"{_thread.Name} failed: {failure.Message}", failure);
        }
    }

    /// <summary>
    /// Waits for the role's end; throws when it does not come: a thread left behind would skew what is measured next.
    /// </summary>
    /// <exception cref="HarnessException">It did not end in ten seconds.</exception>
    public void Join()
    {
        if (!_thread.Join(Patience))
        {
            throw new HarnessException($"{_thread.Name} does not end.");
        }
    }

    private void Run(int core, Action body)
    {
        try
        {
            ThreadAffinity.Pin(core);
            body();
        }
        catch (Exception failure)
        {
            Volatile.Write(ref _failure, failure);
        }
    }
}
