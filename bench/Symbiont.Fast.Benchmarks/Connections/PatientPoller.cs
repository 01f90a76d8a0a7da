using Symbiont.Fast.Transport;
using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Benchmarks.Connections;

/// <summary>
/// Waits as an engine thread does with its usual idle strategy: looks some times, more often where a look is free, yields,
/// and sleeps. Owned by the poller's thread.
/// </summary>
/// <param name="poller">Where it looks.</param>
internal sealed class PatientPoller(ConnectionPoller poller)
{
    private const int FreeLooks = 500;
    private const int Looks = 8;
    private const int Yields = 2;
    private const int SleepMilliseconds = 100;

    private readonly int _looks = poller.IsLookFree ? FreeLooks : Looks;

    public int Wait(Span<Readiness> ready)
    {
        for (int look = 0; look < _looks + Yields; look++)
        {
            int count = poller.Wait(ready, 0);
            if (count > 0)
            {
                return count;
            }

            if (look < _looks)
            {
                Thread.SpinWait(1);
            }
            else
            {
                Thread.Yield();
            }
        }

        return poller.Wait(ready, SleepMilliseconds);
    }
}
