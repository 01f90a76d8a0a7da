using Symbiont.Fast.Framing;
using Symbiont.Fast.Session;

namespace Symbiont.Fast.Client;

/// <summary>The receive thread: what each opened frame means to the client.</summary>
internal sealed class LinkReceiver
{
    private const uint PollsPerLook = 256;

    private readonly AgentClient _client;
    private readonly LinkReader _reader;
    private readonly RecordOpener _opener;
    private readonly LinkWriter _writer;
    private readonly LinkRenewal _renewal;
    private readonly Inbox _inbox;
    private readonly LaneNumber _lane;
    private readonly PendingTable _pending;
    private readonly PeerTable _peers;
    private readonly SealSender _sealSender;
    private readonly SealReceiver _seals;
    private readonly ClientCounters _counters;
    private readonly ClockWatch _watch;
    private readonly HeldArrivals _held;
    private readonly DeliveryVerifier _verifier;
    private readonly TaskCompletionSource<RefusalReason> _closed =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LinkReader.FrameHandler _onFrame;
    private RefusalReason _closeReason;
    private bool _hasBegun;
    private bool _isPolled;
    private uint _idlePolls;
    private int _burst;

    public LinkReceiver(
        AgentClient client, LinkReader reader, RecordOpener opener, LinkWriter writer, LinkRenewal renewal,
        Inbox inbox, LaneNumber lane, PendingTable pending, PeerTable peers, SealSender sealSender, SealReceiver seals,
        ClientCounters counters, ClockWatch watch)
    {
        _watch = watch;
        _held = new HeldArrivals(watch, counters);
        _client = client;
        _reader = reader;
        _opener = opener;
        _writer = writer;
        _renewal = renewal;
        _inbox = inbox;
        _lane = lane;
        _pending = pending;
        _peers = peers;
        _sealSender = sealSender;
        _seals = seals;
        _counters = counters;
        _verifier = new DeliveryVerifier(client.Self, lane, client.Options.RequireSignatures);
        _onFrame = OnFrame;
    }

    public Task<RefusalReason> Closed => _closed.Task;

    /// <summary>True while this thread handles what came: what it sends leaves together when the burst ends.</summary>
    public bool IsInBurst => Volatile.Read(ref _burst) == Environment.CurrentManagedThreadId;

    /// <summary>Starts to receive: on a thread of its own, or in <see cref="Poll"/>.</summary>
    public void Start(ClientThreading threading)
    {
        _isPolled = threading == ClientThreading.Invoker;
        if (!_isPolled)
        {
            new Thread(Run) { Name = $"receive {_client.Self.AgentId}", IsBackground = true }.Start();
        }
    }

    /// <summary>
    /// Without a thread of its own: handles what is there. One thread at a time.
    /// </summary>
    /// <returns>How many frames came; 0 as well when the link is over.</returns>
    public int Poll()
    {
        if (Closed.IsCompleted)
        {
            return 0;
        }

        if (!TryTurn(out int frames, out Exception? fault))
        {
            End(fault);
        }

        return frames;
    }

    private void Run()
    {
        Exception? fault;
        while (TryTurn(out _, out fault))
        {
        }

        End(fault);
    }

    private bool TryTurn(out int frames, out Exception? fault)
    {
        fault = null;
        frames = 0;
        Volatile.Write(ref _burst, Environment.CurrentManagedThreadId);
        try
        {
            bool goesOn = _hasBegun ? _reader.Turn(_onFrame, out frames) : Begin();
            return goesOn && (IsIdlePoll(frames) || OnBurstEnd());
        }
#pragma warning disable CA1031 // Whatever ended the link, those who wait for the session must hear of it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            fault = exception;
            return false;
        }
        finally
        {
            Volatile.Write(ref _burst, 0);
        }
    }

    // A poll that found nothing looks at clocks and deadlines once in a while only: it may come every hundred nanoseconds.
    private bool IsIdlePoll(int frames)
    {
        bool isIdle = frames == 0 && _isPolled && ++_idlePolls % PollsPerLook != 0;
        _idlePolls = frames == 0 ? _idlePolls : 0;
        return isIdle;
    }

    private bool Begin()
    {
        _hasBegun = true;
        return _reader.Begin(_opener, _onFrame);
    }

    private void End(Exception? fault)
    {
        _reader.EndConnection();
        Exception reason = fault ?? new SessionRefusedException(_closeReason);
        _writer.Break(reason);
        var over = new IOException("the session is over", reason);
        _watch.Break(over);
        _pending.FailAll(over);
        _sealSender.FailAll(over);
        _seals.Clear();
        _closed.TrySetResult(_closeReason);
    }

    private bool OnBurstEnd()
    {
        if (!_renewal.Poll())
        {
            // Nobody has proven anything for too long; the router would say the same.
            _closeReason = RefusalReason.Unauthenticated;
            _writer.TrySendClose(_closeReason);
            return false;
        }

        _watch.Poll();
        ReleaseHeld();
        _writer.Flush();
        return true;
    }

    private bool OnFrame(FrameKind kind, ReadOnlySpan<byte> body)
    {
        switch (kind)
        {
            case FrameKind.Run:
                OnRun(body);
                return true;
            case FrameKind.Control:
                return OnControls(body);
            case FrameKind.Close:
                CloseMessage.TryRead(body, out CloseMessage close);
                _closeReason = close.Reason;
                return false;
            default:
                _counters.Count(ClientCounters.FramesUnknown);
                return true;
        }
    }

    private void OnRun(ReadOnlySpan<byte> body)
    {
        FrameError error = DeliveryView.TryRead(body, out DeliveryView delivery);
        if (error != FrameError.None)
        {
            _counters.Rejected(error.ToReason());
            return;
        }

        if (_held.TryHold(FrameKind.Run, body))
        {
            return;
        }

        Peer? sender = _peers.Find(delivery.Batch.SenderKeyId);
        long now = _watch.Clock.Now;
        RefusalReason reason = _verifier.Check(delivery, sender, now, out long missing);
        if (reason == RefusalReason.TimestampOutOfRange && _held.TryHoldMisfit(FrameKind.Run, body))
        {
            return;
        }

        if (reason != RefusalReason.None)
        {
            _counters.Rejected(reason);
            return;
        }

        _counters.Count(ClientCounters.RunsMissing, missing);
        _inbox.Deliver(_client, sender!, delivery);
    }

    private bool OnControls(ReadOnlySpan<byte> body)
    {
        while (!body.IsEmpty)
        {
            if (ControlHeader.TryTake(ref body, out ControlHeader header, out ReadOnlySpan<byte> content)
                != FrameError.None)
            {
                _counters.Rejected(RefusalReason.Malformed);
                return false;
            }

            if (header.Code != ControlCode.Rehandshake)
            {
                OnControl(header.Code, content);
            }
            else if (!_renewal.OnStep(content))
            {
                // Nobody but the router can write here, and it writes what no router should.
                _counters.Rejected(RefusalReason.Unauthenticated);
                return false;
            }
        }

        return true;
    }

    private void OnControl(ControlCode code, ReadOnlySpan<byte> content)
    {
        switch (code)
        {
            case ControlCode.Descriptor when DescriptorMessage.TryRead(content, out DescriptorMessage descriptor)
                == FrameError.None:
                OnDescriptor(descriptor, content);
                break;
            case ControlCode.Refusal when RefusalMessage.TryRead(content, out RefusalMessage refusal)
                == FrameError.None:
                _counters.Count(ClientCounters.RefusalsReceived);

                // Before the application hears of it, so that its next message waits for the router's time.
                _ = refusal.Reason == RefusalReason.TimestampOutOfRange && _watch.TryDoubt();
                _pending.Refused(refusal);
                _sealSender.Refused(refusal);
                RaiseRefused(refusal);
                break;
            case ControlCode.SealRequest when SealMessage.TryRead(code, content, out SealMessage request)
                == FrameError.None && _lane.Carries(request.Handle):
                _seals.OnRequest(request);
                break;
            case ControlCode.SealAnswer when SealMessage.TryRead(code, content, out SealMessage answer)
                == FrameError.None && _lane.Carries(answer.Handle):
                _seals.OnAnswer(answer);
                break;
            case ControlCode.Receipt when ReceiptMessage.TryRead(content, out ReceiptMessage receipt)
                == FrameError.None:
                _pending.Receipt(receipt.Sequence);
                break;
            case ControlCode.Ping when PingMessage.TryRead(code, content, out PingMessage ping) == FrameError.None:
                Answer(ping);
                break;
            case ControlCode.Pong when PingMessage.TryRead(code, content, out PingMessage pong) == FrameError.None:
                _watch.OnPong(pong);
                ReleaseHeld();
                break;
            case ControlCode.Drain:
                break;
            default:
                _counters.Count(ClientCounters.FramesUnknown);
                break;
        }
    }

    // Leaves when the burst ends, at the latest.
    private void Answer(PingMessage ping)
    {
        byte[] pong = new byte[PingMessage.WireLength];
        (ping with { Code = ControlCode.Pong, Time = _watch.Clock.Now }).Write(pong);
        _writer.AddControl(pong);
    }

    private void RaiseRefused(in RefusalMessage refusal)
    {
        try
        {
            _client.RaiseRefused(refusal);
        }
#pragma warning disable CA1031 // A listener's failure is its own; the session goes on.
        catch (Exception)
#pragma warning restore CA1031
        {
            _counters.Count(ClientCounters.HandlerFailures);
        }
    }

    private void ReleaseHeld()
    {
        while (_held.TryRelease(out FrameKind kind, out byte[] body))
        {
            if (kind == FrameKind.Run)
            {
                OnRun(body);
            }
            else if (DescriptorMessage.TryRead(body, out DescriptorMessage descriptor) == FrameError.None)
            {
                OnDescriptor(descriptor, body);
            }
        }
    }

    private void OnDescriptor(DescriptorMessage descriptor, ReadOnlySpan<byte> body)
    {
        if (_held.TryHold(FrameKind.Control, body))
        {
            return;
        }

        RefusalReason reason = _peers.Learn(
            descriptor.Handle, descriptor.Credential, _watch.Clock.ForValidity, out Peer? peer);
        if (reason == RefusalReason.CredentialExpired && _held.TryHoldMisfit(FrameKind.Control, body))
        {
            return;
        }

        if (reason != RefusalReason.None)
        {
            _counters.Rejected(reason);
        }
        else if (descriptor.RequestId != 0)
        {
            _pending.Resolved(descriptor.RequestId, peer!);
        }
    }
}
