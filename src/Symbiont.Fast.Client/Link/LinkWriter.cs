using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Session;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Client;

/// <summary>
/// From messages to the socket. Whoever adds a message while nobody writes becomes the writer; what others add
/// meanwhile leaves as one batch after it. So a lone message goes out at once and a crowd shares a signature.
/// Thread-safe.
/// </summary>
internal sealed class LinkWriter
{
    private readonly object _gate = new();
    private readonly Connection _connection;
    private readonly FrameOutlet _outlet;
    private readonly AgentClientOptions _options;
    private readonly byte[] _previousRoot;
    private readonly byte[] _controlFrame = new byte[WireLimits.MaxFrame];
    private readonly Queue<(byte[] Bytes, RecordSealer? Next)> _controls = new();
    private RecordSealer _sealer;
    private long _rekeysBefore;
    private BatchBuilder _filling;
    private BatchBuilder _closing;
    private uint _epoch;
    private ulong _nextSequence = 1;
    private bool _isWriting;
    private Peer? _claimed;
    private bool _claimStartsRun;
    private Exception? _broken;

    public LinkWriter(Connection connection, LinkKeys keys, AgentBundle bundle, AgentClientOptions options)
    {
        _connection = connection;
        _outlet = new FrameOutlet(connection, options.SendTimeout);
        _sealer = keys.Sealer;
        _options = options;
        _previousRoot = [.. keys.HandshakeHash];
        _filling = new BatchBuilder(bundle.SigningKey, bundle.Name);
        _closing = new BatchBuilder(bundle.SigningKey, bundle.Name);
    }

    /// <summary>The session's epoch is known; batches may follow.</summary>
    public void Open(uint epoch)
    {
        lock (_gate)
        {
            _epoch = epoch;
            _filling.Reset(epoch, _nextSequence);
        }
    }

    /// <summary>Adds a message; it leaves with the next <see cref="Flush"/>.</summary>
    /// <param name="message">The message.</param>
    /// <param name="payload">Its payload.</param>
    /// <param name="pending">Registers what waits for an answer, before anything can answer; null for nothing.</param>
    /// <param name="table">Where it is registered.</param>
    /// <param name="seal">Seals the payload into its place; null when the message's flags say that it is not.</param>
    /// <returns>The message's sequence.</returns>
    public ulong Add(
        in OutgoingMessage message, ReadOnlySpan<byte> payload, PendingMessage? pending, PendingTable table,
        SealSession? seal = null)
    {
        Span<byte> header = stackalloc byte[MessageHeader.Size];
        Span<byte> flagData = stackalloc byte[MessageFlagFields.MaxSize];
        flagData = flagData[..MessageFlagFields.Length(message.Flags)];
        if (message.PlainSize > 0)
        {
            MessageFlagFields.WritePlainSize(flagData, message.PlainSize);
        }

        int length = payload.Length;
        if (seal is not null)
        {
            MessageFlagFields.WriteSeal(flagData, seal.OwnId, seal.Keys.PeerEpoch);
            length += seal.Keys.TagLength;
        }

        lock (_gate)
        {
            ThrowIfClaimed();
            while (true)
            {
                ThrowIfBroken();
                ulong sequence = _nextSequence;
                ulong correlation = pending is { AwaitsReply: true } ? sequence : message.Correlation;
                MessageHeader.Write(
                    header, _options.Clock.UnixNanoseconds, correlation, length, message.Ttl, message.Selector,
                    message.Type, message.Level, message.Flags);
                Peer peer = message.Destination;
                bool startsRun = _filling.StartsRun(peer.Handle);
                bool fits = _filling.TryReserve(
                    peer.Handle, peer.Credential.Digest, peer.LastRunSent + 1, header, flagData, out Span<byte> place);
                if (fits)
                {
                    Place(payload, place, seal, sequence, header, flagData);
                    peer.LastRunSent += startsRun ? 1UL : 0UL;
                    _nextSequence++;
                    if (pending is not null)
                    {
                        table.Add(sequence, pending);
                    }

                    return sequence;
                }

                if (_filling.Count == 0)
                {
                    throw new ArgumentException("The payload does not fit a batch.", nameof(payload));
                }

                MakeRoom();
            }
        }
    }

    /// <summary>
    /// Reserves a message's place. When it gives one, the caller owns the writer until <see cref="EndClaim"/> on the same
    /// thread; the message leaves with the next <see cref="Flush"/> after it.
    /// </summary>
    /// <param name="message">The message, not sealed.</param>
    /// <param name="length">The payload's length in bytes.</param>
    /// <param name="place">Where the payload is to be written.</param>
    /// <param name="sequence">The message's sequence.</param>
    /// <returns>False when the link has no room now.</returns>
    /// <exception cref="IOException">The session is over.</exception>
    /// <exception cref="ArgumentException">The payload fits no batch.</exception>
    public bool TryClaim(scoped in OutgoingMessage message, int length, out Span<byte> place, out ulong sequence)
    {
        Monitor.Enter(_gate);
        bool claimed = false;
        try
        {
            ThrowIfClaimed();
            ThrowIfBroken();
            sequence = _nextSequence;
            claimed = TryReserve(message, length, out place);
            if (!claimed && _filling.Count == 0)
            {
                throw new ArgumentException("The payload does not fit a batch.", nameof(length));
            }

            if (!claimed && !_isWriting)
            {
                WriteAll();
                claimed = TryReserve(message, length, out place);
            }

            return claimed;
        }
        finally
        {
            if (!claimed)
            {
                Monitor.Exit(_gate);
            }
        }
    }

    /// <summary>Ends a claim: its message is part of the next batch, or was never there.</summary>
    public void EndClaim(bool commits)
    {
        if (!commits)
        {
            _filling.TakeBack();
            _claimed!.LastRunSent -= _claimStartsRun ? 1UL : 0UL;
            _nextSequence--;
        }

        _claimed = null;
        Monitor.Exit(_gate);
    }

    private bool TryReserve(scoped in OutgoingMessage message, int length, out Span<byte> place)
    {
        Span<byte> header = stackalloc byte[MessageHeader.Size];
        MessageHeader.Write(
            header, _options.Clock.UnixNanoseconds, message.Correlation, length, message.Ttl, message.Selector,
            message.Type, message.Level, message.Flags);
        Peer peer = message.Destination;
        bool startsRun = _filling.StartsRun(peer.Handle);
        if (!_filling.TryReserve(
            peer.Handle, peer.Credential.Digest, peer.LastRunSent + 1, header, default, out place))
        {
            return false;
        }

        // What an earlier batch had there is not this destination's to read, should the caller leave it as it is.
        place.Clear();
        peer.LastRunSent += startsRun ? 1UL : 0UL;
        _nextSequence++;
        (_claimed, _claimStartsRun) = (peer, startsRun);
        return true;
    }

    /// <summary>From now on the connection takes what fits, and the rest waits for the next flush.</summary>
    public void StopWaiting()
    {
        lock (_gate)
        {
            _outlet.Waits = false;
        }
    }

    /// <summary>How often the client has changed its record key. Any thread may ask.</summary>
    public long Rekeys => Volatile.Read(ref _rekeysBefore) + Volatile.Read(ref _sealer).Rekeys;

    // The header is final here, so the seal can cover it.
    private void Place(
        ReadOnlySpan<byte> payload, Span<byte> place, SealSession? seal, ulong sequence, ReadOnlySpan<byte> header,
        ReadOnlySpan<byte> flagData)
    {
        if (seal is null)
        {
            payload.CopyTo(place);
            return;
        }

        seal.Keys.Seal(_epoch, sequence, header, flagData, payload, place);
        seal.Sent++;
    }

    /// <summary>Adds control messages; they leave with the next <see cref="Flush"/>, before the messages.</summary>
    /// <param name="controls">The messages.</param>
    /// <param name="next">What seals from the next record on; null to go on.</param>
    public void AddControl(byte[] controls, RecordSealer? next = null)
    {
        lock (_gate)
        {
            ThrowIfBroken();
            _controls.Enqueue((controls, next));
        }
    }

    /// <summary>The same where a session that is over is nobody's business.</summary>
    public void TryAddControl(byte[] controls)
    {
        lock (_gate)
        {
            if (_broken is null)
            {
                _controls.Enqueue((controls, null));
            }
        }
    }

    /// <summary>Writes what was added, unless another thread is at it and will.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            ThrowIfClaimed();
            if (!_isWriting)
            {
                WriteAll();
            }
        }
    }

    /// <summary>Sends a last word, if nobody is in the middle of another.</summary>
    public void TrySendClose(RefusalReason reason = RefusalReason.None)
    {
        lock (_gate)
        {
            if (_isWriting || _broken is not null || _outlet.IsHalfWay)
            {
                return;
            }

            new CloseMessage(reason).Write(_controlFrame.AsSpan(FrameHeader.Size));
            int length = _sealer.Seal(FrameKind.Close, _controlFrame, CloseMessage.Size);
            _connection.Send(_controlFrame.AsSpan(0, length), out _);
        }
    }

    /// <summary>Whoever adds or waits from now on gets <paramref name="reason"/>.</summary>
    public void Break(Exception reason)
    {
        lock (_gate)
        {
            _broken ??= reason;
            Monitor.PulseAll(_gate);
        }
    }

    // Under the lock, which it lets go while it hashes, signs and writes.
    private void WriteAll()
    {
        _isWriting = true;
        try
        {
            while (_broken is null && TryFinish() && (_filling.Count > 0 || _controls.Count > 0))
            {
                WriteOnce();
                Monitor.PulseAll(_gate);
            }
        }
        finally
        {
            _isWriting = false;
            Monitor.PulseAll(_gate);
        }
    }

    private void WriteOnce()
    {
        bool hasControl = _controls.TryDequeue(out (byte[] Bytes, RecordSealer? Next) control);
        BatchBuilder? batch = null;
        if (!hasControl)
        {
            batch = _filling;
            (_filling, _closing) = (_closing, _filling);
            _filling.Reset(_epoch, _nextSequence);
        }

        Monitor.Exit(_gate);
        try
        {
            _outlet.Write(hasControl ? SealControl(control.Bytes, control.Next) : SealBatch(batch!));
        }
        catch (Exception exception)
        {
            // Whatever it was, the batch is lost and the chain of batches cannot go on: the session is over.
            _connection.Abort();
            Monitor.Enter(_gate);
            _broken ??= exception;
            throw;
        }
        finally
        {
            if (!Monitor.IsEntered(_gate))
            {
                Monitor.Enter(_gate);
            }
        }
    }

    private ReadOnlyMemory<byte> SealControl(byte[] control, RecordSealer? next)
    {
        control.CopyTo(_controlFrame, FrameHeader.Size);
        int length = _sealer.Seal(FrameKind.Control, _controlFrame, control.Length);
        if (next is not null)
        {
            Volatile.Write(ref _rekeysBefore, Rekeys);
            Volatile.Write(ref _sealer, next);
        }

        return _controlFrame.AsMemory(0, length);
    }

    private ReadOnlyMemory<byte> SealBatch(BatchBuilder batch)
    {
        SignatureSuite suite = _options.SignMessages ? SignatureSuite.Ed25519 : SignatureSuite.None;
        int length = batch.Close(batch.LastTime, suite, _previousRoot, _previousRoot);
        return batch.Frame[.._sealer.Seal(FrameKind.Batch, batch.Frame.Span, length)];
    }

    // Under the lock. False while a frame is half on its way. A link that takes it no more is over.
    private bool TryFinish()
    {
        try
        {
            return _outlet.TryFinish();
        }
        catch (Exception exception)
        {
            _broken ??= exception;
            _connection.Abort();
            throw;
        }
    }

    private void MakeRoom()
    {
        if (!_isWriting)
        {
            WriteAll();
            if (_outlet.IsHalfWay)
            {
                Monitor.Exit(_gate);
                Thread.Yield();
                Monitor.Enter(_gate);
            }
        }
        else if (!Monitor.Wait(_gate, _options.SendTimeout))
        {
            throw new TimeoutException("the batch before did not leave within the send timeout");
        }
    }

    // The lock lets its owner in again, and a claim's owner is in the middle of a message.
    private void ThrowIfClaimed()
    {
        if (_claimed is not null)
        {
            throw new InvalidOperationException("Commit or abort the open claim first.");
        }
    }

    private void ThrowIfBroken()
    {
        if (_broken is not null)
        {
            throw new IOException("the session is over", _broken);
        }
    }
}
