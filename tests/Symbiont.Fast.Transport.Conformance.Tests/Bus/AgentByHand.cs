using Symbiont.Fast.Client;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Session;

namespace Symbiont.Fast.Transport.Conformance.Tests;

/// <summary>An agent with true keys over any transport, which cuts what it sends as it is told. One thread.</summary>
public sealed class AgentByHand : IDisposable
{
    private readonly StreamEnd _end;
    private readonly AgentBundle _bundle;
    private readonly AgentHandshake _handshake;
    private readonly int _segment;
    private LinkKeys? _keys;

    /// <summary>Prepares a handshake over a connection.</summary>
    /// <param name="connection">The connection; it stays the caller's.</param>
    /// <param name="bundle">Who it is; stays the caller's.</param>
    /// <param name="segment">Bytes a write.</param>
    public AgentByHand(Connection connection, AgentBundle bundle, int segment)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(bundle);
        connection.SetReceiveTimeout(Guard.Patience);
        (_end, _bundle, _segment) = (new StreamEnd(connection, null), bundle, segment);
        _handshake = new AgentHandshake(
            SandboxTier.Docker, "docker", AeadSuites.SupportedHere, bundle.StaticKey, bundle.RouterKey,
            bundle.Credential);
    }

    /// <summary>The first frame; once.</summary>
    public byte[] FirstFrame()
    {
        byte[] frame = new byte[WireLimits.MaxHandshakeFrame];
        return frame[.._handshake.WriteFirst(frame)];
    }

    /// <summary>Goes through the handshake and opens a session; the epoch that the router issued.</summary>
    public uint OpenSession()
    {
        Send(FirstFrame());
        Assert.True(_handshake.TryReadSecond(ReadFrame()));
        byte[] frame = new byte[WireLimits.MaxHandshakeFrame];
        Send(frame.AsSpan(0, _handshake.WriteThird(frame)));
        _keys = _handshake.Complete();

        Span<byte> signature = stackalloc byte[SigningKey.SignatureSize];
        SessionProof.Sign(_bundle.SigningKey, _keys.HandshakeHash, signature);
        byte[] record = new byte[WireLimits.MaxHandshakeFrame];
        int length = AuthenticateMessage.Write(record.AsSpan(FrameHeader.Size), signature);
        Send(record.AsSpan(0, _keys.Sealer.Seal(FrameKind.Control, record, length)));
        return ReadWelcome();
    }

    /// <summary>Sends a ping, as much of it as there is room for.</summary>
    public void Ping()
    {
        byte[] record = new byte[WireLimits.MaxHandshakeFrame];
        int length = new PingMessage(ControlCode.Ping, 1, 1).Write(record.AsSpan(FrameHeader.Size));
        _end.Connection.Send(record.AsSpan(0, _keys!.Sealer.Seal(FrameKind.Control, record, length)), out _);
    }

    /// <summary>Wipes the keys.</summary>
    public void Dispose()
    {
        _handshake.Dispose();
        _keys?.Dispose();
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        for (; !bytes.IsEmpty; bytes = bytes[Math.Min(_segment, bytes.Length)..])
        {
            _end.SendAll(bytes[..Math.Min(_segment, bytes.Length)]);
        }
    }

    private uint ReadWelcome()
    {
        byte[] opened = new byte[WireLimits.MaxFrame];
        Assert.True(_keys!.Opener.TryOpen(ReadFrame(), opened, out int length));
        ReadOnlySpan<byte> body = opened.AsSpan(0, length);
        Assert.Equal(FrameError.None, ControlHeader.TryTake(ref body, out ControlHeader header, out var content));
        Assert.Equal(ControlCode.Welcome, header.Code);
        Assert.Equal(FrameError.None, WelcomeMessage.TryRead(content, out WelcomeMessage welcome));
        return welcome.Epoch;
    }

    // In pieces of one byte too, until a frame is whole.
    private byte[] ReadFrame()
    {
        byte[] bytes = new byte[WireLimits.MaxHandshakeFrame];
        for (int length = 0; length < bytes.Length; length++)
        {
            if (FrameScanner.TryRead(bytes.AsSpan(0, length), out ReadOnlySpan<byte> frame, out _) == FrameError.None)
            {
                return frame.ToArray();
            }

            Assert.Equal(1, _end.ReceiveSome(bytes.AsSpan(length, 1)));
        }

        throw new InvalidOperationException("the router's frame has no end");
    }
}
