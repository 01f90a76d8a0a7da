using System.Diagnostics;
using Symbiont.Fast.Benchmarks.Harness;
using Symbiont.Fast.Benchmarks.MessagePath;
using Symbiont.Fast.Transport;
using Symbiont.Fast.Transport.IoUring;
using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Benchmarks.Connections;

/// <summary>
/// Many connections with one message on its way each: what comes back leaves again, until the time is over and all are
/// home. Owned by its thread; <see cref="Measure"/> is called from another one.
/// </summary>
internal sealed class PingLoad : IDisposable
{
    public const int MessageBytes = 64;

    private const int ReadyPerTurn = 256;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConnectionPoller _poller;
    private readonly PatientPoller _patient;
    private readonly SocketKind _kind;
    private readonly int _reads;
    private readonly string _path;
    private readonly Connection[] _connections;
    private readonly int[] _received;
    private readonly long[] _sentAt;
    private readonly Readiness[] _ready = new Readiness[ReadyPerTurn];
    private readonly byte[] _message = new byte[MessageBytes];
    private readonly byte[] _buffer = new byte[4096];
    private readonly SemaphoreSlim _go = new(0);
    private readonly SemaphoreSlim _done = new(0);
    private readonly RoleThread _thread;
    private long _until;
    private long _allocated;
    private long _processorTime;
    private bool _isFirst = true;
    private volatile bool _end;

    public PingLoad(ConnectionPoller poller, SocketKind kind, int reads, string path, int connections, int core)
    {
        (_poller, _patient) = (poller, new PatientPoller(poller));
        (_kind, _reads, _path) = (kind, reads, path);
        _connections = new Connection[connections];
        (_received, _sentAt) = (new int[connections], new long[connections]);
        _thread = new RoleThread("load", core, Run);
    }

    /// <summary>What the last stretch took, message by message.</summary>
    public LatencyRecorder Latencies { get; } = new();

    /// <summary>Bytes that the load's thread allocated in the last stretch.</summary>
    public long Allocated => _allocated;

    /// <summary>What the load's thread took of its core in the last stretch, in nanoseconds.</summary>
    public long ProcessorTime => _processorTime;

    /// <summary>Lets it run; returns messages a second.</summary>
    public double Measure(TimeSpan time)
    {
        Latencies.Reset();
        long start = Stopwatch.GetTimestamp();
        _until = start + (long)(time.TotalSeconds * Stopwatch.Frequency);
        _go.Release();
        if (!_done.Wait(Patience))
        {
            _thread.ThrowIfFailed();
            throw new HarnessException("The load does not come home.");
        }

        return Latencies.Count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose()
    {
        _end = true;
        _go.Release();
        _thread.Join();
        _poller.Dispose();
        _go.Dispose();
        _done.Dispose();
    }

    private void Run()
    {
        for (_go.Wait(); !_end; _go.Wait())
        {
            if (_isFirst)
            {
                _isFirst = false;
                Connect();
            }

            long time = ThreadTime.Nanoseconds;
            long before = GC.GetAllocatedBytesForCurrentThread();
            Exchange();
            _allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            _processorTime = ThreadTime.Nanoseconds - time;
            _done.Release();
        }

        Array.ForEach(_connections, connection => connection?.Dispose());
        _poller.Finish();
    }

    private void Connect()
    {
        for (int i = 0; i < _connections.Length; i++)
        {
            SocketConnection socket = SocketConnection.ConnectAsync(
                new UnixEndPoint(_path), Patience, Patience, CancellationToken.None).GetAwaiter().GetResult();
            socket.StopWaiting();
            _connections[i] = _kind == SocketKind.IoUring ? new IoUringConnection(socket) : socket;
            _poller.Add(_connections[i], (ulong)i);
        }
    }

    private void Exchange()
    {
        for (int i = 0; i < _connections.Length; i++)
        {
            Send(i, Stopwatch.GetTimestamp());
        }

        for (int away = _connections.Length; away > 0;)
        {
            int count = _patient.Wait(_ready);
            foreach (Readiness ready in _ready.AsSpan(0, count))
            {
                away -= Take((int)ready.Token);
            }
        }
    }

    // 1 when this one stays home.
    private int Take(int index)
    {
        for (int read = 0; read < _reads; read++)
        {
            IoStatus status = _connections[index].Receive(_buffer, out int received);
            _received[index] += received;
            if (status == IoStatus.Closed)
            {
                throw new HarnessException("The echo has closed a connection.");
            }

            if (status == IoStatus.WouldBlock)
            {
                break;
            }
        }

        if (_received[index] < MessageBytes)
        {
            return 0;
        }

        long now = Stopwatch.GetTimestamp();
        Latencies.Record(Stopwatch.GetElapsedTime(_sentAt[index], now).Ticks * 100);
        if (now >= _until)
        {
            _received[index] = 0;
            return 1;
        }

        Send(index, now);
        return 0;
    }

    private void Send(int index, long now)
    {
        _received[index] = 0;
        _sentAt[index] = now;
        if (_connections[index].Send(_message, out int sent) != IoStatus.Done || sent != MessageBytes)
        {
            throw new HarnessException("A socket with one message on its way has no room.");
        }
    }
}
