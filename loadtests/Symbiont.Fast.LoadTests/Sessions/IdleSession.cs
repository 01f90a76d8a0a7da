using Symbiont.Fast.Client;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Session;
using Symbiont.Fast.Transport;
using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.LoadTests;

/// <summary>A session that was opened and then says nothing: a socket and its keys, without a thread.</summary>
internal sealed class IdleSession : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly SocketConnection _connection;
    private LinkKeys? _keys;

    private IdleSession(SocketConnection connection) => _connection = connection;

    /// <summary>Connects, runs the handshake, proves the signing key and awaits the welcome. Blocking.</summary>
    public static IdleSession Open(AgentBundle agent, TransportEndPoint endPoint, string listenerId)
    {
        SocketConnection connection = SocketConnection.ConnectAsync(
            endPoint, Timeout, Timeout, CancellationToken.None).GetAwaiter().GetResult();
        var session = new IdleSession(connection);
        try
        {
            connection.SetReceiveTimeout(Timeout);
            session.Open(agent, listenerId);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _connection.Dispose();
        _keys?.Dispose();
    }

    private void Open(AgentBundle agent, string listenerId)
    {
        using var handshake = new AgentHandshake(
            SandboxTier.Docker, listenerId, AeadSuites.SupportedHere, agent.StaticKey, agent.RouterKey,
            agent.Credential);
        byte[] frame = new byte[WireLimits.MaxHandshakeFrame];
        Send(frame.AsSpan(0, handshake.WriteFirst(frame)));
        int length = Receive(frame);
        if (!handshake.TryReadSecond(frame.AsSpan(0, length)))
        {
            throw new LoadException("the router's answer does not verify");
        }

        Send(frame.AsSpan(0, handshake.WriteThird(frame)));
        _keys = handshake.Complete();
        Span<byte> signature = stackalloc byte[AuthenticateMessage.Size];
        SessionProof.Sign(agent.SigningKey, _keys.HandshakeHash, signature);
        length = AuthenticateMessage.Write(frame.AsSpan(FrameHeader.Size), signature);
        Send(frame.AsSpan(0, _keys.Sealer.Seal(FrameKind.Control, frame, length)));
        length = Receive(frame);
        byte[] body = new byte[length];
        if (!_keys.Opener.TryOpen(frame.AsSpan(0, length), body, out _)
            || FrameHeader.TryRead(frame, out FrameHeader header) != FrameError.None
            || header.Kind != FrameKind.Control)
        {
            throw new LoadException("the router sent no welcome");
        }
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        if (_connection.Send(bytes, out int sent) != IoStatus.Done || sent != bytes.Length)
        {
            throw new LoadException("the router does not take a handshake frame");
        }
    }

    private int Receive(byte[] buffer)
    {
        int length = 0;
        while (FrameScanner.TryRead(buffer.AsSpan(0, length), out ReadOnlySpan<byte> frame, out _) != FrameError.None
            || frame.Length != length)
        {
            if (_connection.Receive(buffer.AsSpan(length), out int received) != IoStatus.Done)
            {
                throw new LoadException("the router closed, or said nothing, during a handshake");
            }

            length += received;
        }

        return length;
    }
}
