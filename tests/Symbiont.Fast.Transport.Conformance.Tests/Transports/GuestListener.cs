using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using Symbiont.Fast.Interop.Linux;
using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Transport.Conformance.Tests;

/// <summary>A program in the guest that listens; it gets the connections that the host has made.</summary>
internal sealed class GuestListener(VirtualMachine machine, HybridEndPoint endPoint) : ConnectionListener
{
    private readonly Lock _lock = new();
    private readonly ConcurrentQueue<Connection> _waiting = [];
    private readonly EventFd _event = new();
    private bool _disposed;

    public override int Descriptor => _event.Descriptor;

    public override TransportEndPoint EndPoint => endPoint;

    public void Admit(Socket socket)
    {
        socket.Blocking = false;
        SocketEndPoints.Tune(socket);
        lock (_lock)
        {
            if (_disposed)
            {
                socket.Dispose();
                return;
            }

            _waiting.Enqueue(new SocketConnection(socket));
            _event.Signal();
        }
    }

    public override bool TryAccept([NotNullWhen(true)] out Connection? connection)
    {
        lock (_lock)
        {
            bool accepted = _waiting.TryDequeue(out connection);
            if (_waiting.IsEmpty)
            {
                _event.Drain();
            }

            return accepted;
        }
    }

    protected override void Dispose(bool disposing)
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            machine.Forget(this);
            while (_waiting.TryDequeue(out Connection? connection))
            {
                connection.Dispose();
            }
        }

        _event.Dispose();
    }
}
