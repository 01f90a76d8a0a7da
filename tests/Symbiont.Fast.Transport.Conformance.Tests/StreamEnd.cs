namespace Symbiont.Fast.Transport.Conformance.Tests;

/// <summary>
/// One end in the use that it is made for, behind one face: the agent's waits in its calls, the router's in a poller.
/// </summary>
/// <param name="connection">The end.</param>
/// <param name="poller">The router's end's poller; null at the agent's end.</param>
public sealed class StreamEnd(Connection connection, IPollerUnderTest? poller)
{
    private const ulong Token = 1;

    /// <summary>The end itself.</summary>
    public Connection Connection => connection;

    /// <summary>Sends everything, waiting for room.</summary>
    public void SendAll(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            IoStatus status = connection.Send(bytes, out int sent);
            bytes = bytes[sent..];
            if (status == IoStatus.WouldBlock)
            {
                WaitFor(read: false, write: true);
            }
            else
            {
                Assert.Equal(IoStatus.Done, status);
                Assert.True(sent > 0);
            }
        }
    }

    /// <summary>Reads something, waiting for it; 0 at the end.</summary>
    public int ReceiveSome(Span<byte> buffer)
    {
        while (true)
        {
            IoStatus status = connection.Receive(buffer, out int received);
            if (status == IoStatus.WouldBlock)
            {
                WaitFor(read: true, write: false);
                continue;
            }

            Assert.Equal(status == IoStatus.Done, received > 0);
            return received;
        }
    }

    /// <summary>Reads so many bytes.</summary>
    public byte[] ReceiveExactly(int count)
    {
        byte[] bytes = new byte[count];
        int length = 0;
        while (length < count)
        {
            int received = ReceiveSome(bytes.AsSpan(length));
            Assert.True(received > 0, "the stream ended early");
            length += received;
        }

        return bytes;
    }

    /// <summary>Reads until the peer has ended.</summary>
    public byte[] ReceiveToEnd()
    {
        using var bytes = new MemoryStream();
        byte[] buffer = new byte[4096];
        for (int received = ReceiveSome(buffer); received > 0; received = ReceiveSome(buffer))
        {
            bytes.Write(buffer, 0, received);
        }

        return bytes.ToArray();
    }

    private void WaitFor(bool read, bool write)
    {
        Assert.True(poller is not null, "a blocking call gave up");
        poller.Watch(connection, Token, read, write);
        Assert.Equal(1, poller.Wait(new Readiness[4]));
    }
}
