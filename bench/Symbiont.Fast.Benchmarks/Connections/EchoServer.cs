using Symbiont.Fast.Benchmarks.Harness;
using Symbiont.Fast.Benchmarks.MessagePath;
using Symbiont.Fast.Transport;
using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Benchmarks.Connections;

/// <summary>Sends back what it reads, with so many reads for each readiness at most. Owned by its thread, which sleeps in the poller.</summary>
internal sealed class EchoServer : IDisposable
{
    private const int ReadyPerTurn = 256;

    private readonly ConnectionPoller _poller;
    private readonly PatientPoller _patient;
    private readonly int _reads;
    private readonly ConnectionListener _listener;
    private readonly List<Connection> _connections = [];
    private readonly Readiness[] _ready = new Readiness[ReadyPerTurn];
    private readonly byte[] _buffer = new byte[4096];
    private readonly RoleThread _thread;
    private readonly SemaphoreSlim _told = new(0);
    private long _processorTime;
    private volatile bool _isAsked;
    private volatile bool _end;

    public EchoServer(ConnectionPoller poller, int reads, string path, int core)
    {
        _reads = reads;
        (_poller, _patient) = (poller, new PatientPoller(poller));
        _listener = poller.Listen(new UnixEndPoint(path), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        poller.Add(_listener, 0);
        _thread = new RoleThread("echo", core, Run);
    }

    public void ThrowIfFailed() => _thread.ThrowIfFailed();

    /// <summary>What its thread has taken of its core so far, in nanoseconds. Any thread.</summary>
    public long AskProcessorTime()
    {
        _isAsked = true;
        _poller.Doorbell.Ring();
        if (!_told.Wait(TimeSpan.FromSeconds(10)))
        {
            _thread.ThrowIfFailed();
            throw new HarnessException("The echo does not wake.");
        }

        return _processorTime;
    }

    public void Dispose()
    {
        _end = true;
        _poller.Doorbell.Ring();
        _thread.Join();
        _poller.Dispose();
        _told.Dispose();
    }

    private void Run()
    {
        while (!_end)
        {
            // Always parked: it is rung between two measurements only, and that costs a wake-up at most.
            _poller.Doorbell.PrepareWait();
            int count = _isAsked ? 0 : _patient.Wait(_ready);
            if (_isAsked)
            {
                _isAsked = false;
                _processorTime = ThreadTime.Nanoseconds;
                _told.Release();
            }

            foreach (Readiness ready in _ready.AsSpan(0, count))
            {
                if (ready.Token == 0)
                {
                    Accept();
                }
                else
                {
                    Echo(_connections[(int)ready.Token - 1]);
                }
            }
        }

        _connections.ForEach(connection => connection.Dispose());
        _listener.Dispose();
        _poller.Finish();
    }

    private void Accept()
    {
        while (_listener.TryAccept(out Connection? connection))
        {
            _connections.Add(connection);
            _poller.Add(connection, (ulong)_connections.Count);
        }
    }

    private void Echo(Connection connection)
    {
        for (int read = 0; read < _reads && connection.Receive(_buffer, out int received) == IoStatus.Done; read++)
        {
            if (connection.Send(_buffer.AsSpan(0, received), out int sent) != IoStatus.Done || sent != received)
            {
                throw new HarnessException("A socket with one message on its way has no room.");
            }
        }
    }
}
