using Symbiont.Fast.Interop.Linux;
using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Transport.IoUring;

/// <summary>
/// The ring's side of a connection: one receive that goes on and on, and one send at a time. Owned by the ring's thread.
/// </summary>
internal sealed class RingStream : RingTarget
{
    // send(2): a peer that is gone is an error and no signal; the kernel goes on until all is sent.
    private const uint SendFlags = 0x4000 | 0x100;

    private readonly RingDriver _driver;
    private readonly SocketConnection _socket;
    private readonly int _descriptor;
    private readonly ReceiveQueue _received;
    private readonly SendQueue _unsent;
    private bool _isReceiving;
    private bool _isCancelling;
    private bool _hasEnded;
    private bool _isSending;
    private bool _isSender;
    private bool _sendFailed;
    private bool _endsSending;
    private bool _awaitsRoom;

    public RingStream(RingDriver driver, SocketConnection socket)
    {
        (_driver, _socket, _descriptor) = (driver, socket, socket.Descriptor);
        _received = new ReceiveQueue(driver.Buffers);
        _unsent = new SendQueue(driver.Blocks, driver.Sizes.BlocksPerConnection);
    }

    public RingDriver Driver => _driver;

    /// <inheritdoc/>
    public override bool CanRead => !_received.IsEmpty || _hasEnded;

    /// <inheritdoc/>
    public override bool CanWrite => _sendFailed || (!_awaitsRoom && (_unsent.IsEmpty || _unsent.HasRoom));

    /// <summary>True while bytes wait that can still be sent.</summary>
    public bool HasUnsent => !IsClosed && !_sendFailed && !_unsent.IsEmpty;

    public IoStatus Receive(Span<byte> buffer, out int received)
    {
        received = _received.Read(buffer);
        if (received == 0)
        {
            return _hasEnded || IsClosed ? IoStatus.Closed : IoStatus.WouldBlock;
        }

        if (!_isReceiving)
        {
            OnWatched();
        }

        return IoStatus.Done;
    }

    public IoStatus Send(ReadOnlySpan<byte> bytes, out int sent)
    {
        sent = 0;
        if (_sendFailed || _endsSending || IsClosed)
        {
            return IoStatus.Closed;
        }

        if (_unsent.IsEmpty && (bytes.Length >= _driver.Sizes.DirectBytes || !_unsent.HasRoom))
        {
            return SendAtOnce(bytes, out sent);
        }

        sent = _unsent.Append(bytes);
        while (sent < bytes.Length && Push())
        {
            sent += _unsent.Append(bytes[sent..]);
        }

        BecomeSender();
        return _sendFailed ? IoStatus.Closed : sent > 0 || bytes.IsEmpty ? IoStatus.Done : IoStatus.WouldBlock;
    }

    /// <summary>Ends this direction behind what is still to be sent.</summary>
    public void EndSending()
    {
        _endsSending = true;
        if (_unsent.IsEmpty)
        {
            _socket.EndSending();
        }
    }

    /// <summary>Hands over what is unsent, and hears what the socket takes at once. Owner.</summary>
    public void Flush()
    {
        while (HasUnsent && Push())
        {
        }
    }

    /// <summary>Hands the next bytes to the kernel, unless some are there already.</summary>
    public void SubmitSend()
    {
        _isSender = false;
        if (_isSending || _sendFailed || _unsent.IsEmpty)
        {
            return;
        }

        nuint address = _unsent.Peek(out int length);
        _driver.Next().Send(_descriptor, address, length, SendFlags, UserData(RingOperation.Send));
        _isSending = true;
        Pending++;
    }

    /// <inheritdoc/>
    public override void OnWatched()
    {
        if (IsClosed)
        {
            return;
        }

        if (!WantsRead)
        {
            _received.Spill();
            CancelReceive();
        }
        else if (!_isReceiving && !_hasEnded && _received.Count <= _driver.Sizes.BuffersPerConnection / 2)
        {
            _driver.Next().ReceiveMany(_descriptor, _driver.Buffers.Group, UserData(RingOperation.Receive));
            _isReceiving = true;
            Pending++;
        }

        _driver.Active.Add(this);
    }

    /// <inheritdoc/>
    public override void OnCompletion(RingOperation operation, in IoUringCompletion completion)
    {
        Pending -= completion.HasMore ? 0 : 1;
        switch (operation)
        {
            case RingOperation.Receive:
                OnReceived(completion);
                break;
            case RingOperation.Send:
                OnSent(completion.Result);
                break;
            default:
                _awaitsRoom = false;
                break;
        }

        if (!IsClosed)
        {
            _driver.Active.Add(this);
        }
    }

    /// <inheritdoc/>
    public override void Close()
    {
        if (IsClosed)
        {
            return;
        }

        Flush();
        IsClosed = true;
        ActiveTargets.Remove(this);
        _received.Clear();
        CancelReceive();
        if (_isSending)
        {
            _driver.Next().Cancel(UserData(RingOperation.Send), UserData(RingOperation.Cancel));
        }
        else
        {
            _unsent.Clear();
        }

        if (_awaitsRoom)
        {
            _driver.Next().Cancel(UserData(RingOperation.Room), UserData(RingOperation.Cancel));
        }

        _driver.HandOver(this);
    }

    /// <inheritdoc/>
    public override void Orphan()
    {
        IsClosed = true;
        _received.Clear();
    }

    private void OnReceived(in IoUringCompletion completion)
    {
        if (completion.HasBuffer)
        {
            _received.Add(completion.Buffer, Math.Max(completion.Result, 0));
        }

        if (!completion.HasMore)
        {
            (_isReceiving, _isCancelling) = (false, false);
        }

        if (IsClosed)
        {
            _received.Clear();
            return;
        }

        int error = -completion.Result;
        if (error == ErrorNumber.NoBuffers)
        {
            _driver.AddStarved(this);
            return;
        }

        // The end, or an error that is one; what was received before it is read first.
        _hasEnded |= error >= 0 && error != ErrorNumber.Cancelled && error != ErrorNumber.TryAgain
            && error != ErrorNumber.Interrupted;
        if (!WantsRead)
        {
            _received.Spill();
        }
        else if (!_isReceiving)
        {
            OnWatched();
        }
        else if (_received.Count >= _driver.Sizes.BuffersPerConnection)
        {
            CancelReceive();
        }
    }

    private void OnSent(int result)
    {
        _isSending = false;
        if (IsClosed || result < 0)
        {
            _sendFailed = true;
            _unsent.Clear();
            return;
        }

        _unsent.Drop(result);
        if (!_unsent.IsEmpty)
        {
            BecomeSender();
        }
        else if (_endsSending)
        {
            _socket.EndSending();
        }
    }

    private void BecomeSender()
    {
        if (!_isSender && !_isSending && !_unsent.IsEmpty)
        {
            _isSender = true;
            _driver.AddSender(this);
        }
    }

    // False when nothing came of it: the socket is full.
    private bool Push()
    {
        SubmitSend();
        if (_unsent.IsEmpty || !_driver.IsOwner || !_driver.HasNews)
        {
            return false;
        }

        _driver.Turn();
        return !_isSending && !_sendFailed;
    }

    private IoStatus SendAtOnce(ReadOnlySpan<byte> bytes, out int sent)
    {
        IoStatus status = _socket.Send(bytes, out sent);
        _sendFailed = status == IoStatus.Closed;
        if (status == IoStatus.WouldBlock && !_awaitsRoom)
        {
            _awaitsRoom = true;
            _driver.Next().Poll(_descriptor, EpollEvents.Out, UserData(RingOperation.Room));
            Pending++;
        }

        return status;
    }

    private void CancelReceive()
    {
        if (_isReceiving && !_isCancelling)
        {
            _isCancelling = true;
            _driver.Next().Cancel(UserData(RingOperation.Receive), UserData(RingOperation.Cancel));
        }
    }
}
