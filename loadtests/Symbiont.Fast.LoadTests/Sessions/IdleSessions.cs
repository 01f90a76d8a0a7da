using System.Collections.Concurrent;
using System.Globalization;
using Symbiont.Fast.Client;

namespace Symbiont.Fast.LoadTests;

/// <summary>Many idle sessions on one router.</summary>
internal sealed class IdleSessions(RouterProcess router, Credentials credentials) : IDisposable
{
    private readonly ConcurrentBag<IdleSession> _sessions = [];

    /// <summary>Opens sessions with some threads; throws what the first failure was.</summary>
    public void Open(int count, int openers)
    {
        int next = 0;
        Parallel.For(0, openers, new ParallelOptions { MaxDegreeOfParallelism = openers }, _ =>
        {
            while (Interlocked.Increment(ref next) is int number && number <= count)
            {
                string id = string.Create(CultureInfo.InvariantCulture, $"idle-{number}");
                using AgentBundle agent = credentials.Issue(id, router.PublicKey);
                _sessions.Add(IdleSession.Open(agent, RouterHost.Socket(router.Folder), RouterHost.ListenerId));
            }
        });
    }

    public void Dispose()
    {
        foreach (IdleSession session in _sessions)
        {
            session.Dispose();
        }
    }
}
