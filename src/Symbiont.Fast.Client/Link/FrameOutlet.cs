using System.Diagnostics;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Client;

/// <summary>
/// Whole frames to the connection, one after the other. A connection that waits takes each at once; one that does not
/// takes what fits, and the rest leaves before anything else. One thread at a time.
/// </summary>
/// <param name="connection">The connection.</param>
/// <param name="patience">How long it may take nothing of a frame.</param>
internal sealed class FrameOutlet(Connection connection, TimeSpan patience)
{
    private ReadOnlyMemory<byte> _rest;
    private long _restSince;

    /// <summary>Whether the connection waits for room.</summary>
    public bool Waits { get; set; } = true;

    /// <summary>True while a frame is half on its way: nothing may overtake it, and its bytes must stay.</summary>
    public bool IsHalfWay => !_rest.IsEmpty;

    /// <summary>Writes a frame.</summary>
    /// <exception cref="TimeoutException">The connection took nothing for too long.</exception>
    /// <exception cref="IOException">It is closed.</exception>
    public void Write(ReadOnlyMemory<byte> frame)
    {
        while (!frame.IsEmpty)
        {
            IoStatus status = connection.Send(frame.Span, out int sent);
            if (status == IoStatus.WouldBlock && !Waits)
            {
                (_rest, _restSince) = (frame, Stopwatch.GetTimestamp());
                return;
            }

            frame = status switch
            {
                IoStatus.Done => frame[sent..],
                IoStatus.WouldBlock => throw TooSlow(),
                _ => throw new IOException("the link is closed"),
            };
        }
    }

    /// <summary>Goes on with a frame that is half on its way; true when there is none any more.</summary>
    /// <exception cref="TimeoutException">The connection took nothing for too long.</exception>
    /// <exception cref="IOException">It is closed.</exception>
    public bool TryFinish()
    {
        if (_rest.IsEmpty)
        {
            return true;
        }

        long since = _restSince;
        int before = _rest.Length;
        (ReadOnlyMemory<byte> frame, _rest) = (_rest, default);
        Write(frame);
        if (_rest.Length == before)
        {
            _restSince = since;
            if (Stopwatch.GetElapsedTime(since) >= patience)
            {
                throw TooSlow();
            }
        }

        return _rest.IsEmpty;
    }

    private static TimeoutException TooSlow() => new("the link took no bytes within the send timeout");
}
