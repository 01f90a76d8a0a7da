using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.FlowControl;
using Symbiont.Fast.Routing.Identity;

namespace Symbiont.Fast.EndToEnd;

/// <summary>What becomes of messages whose destination has no room, by the pipeline alone.</summary>
public sealed class FlowControlTests : IDisposable
{
    private const int Large = 100_000;

    // A port takes so many runs of that size, and a sender's credit so many batches.
    private const int Fits = 10;

    private readonly FlowControlOptions _flow = new();
    private readonly PipelineWorld _world;
    private readonly AgentSession _sender;
    private readonly AgentSession _slow;

    public FlowControlTests()
    {
        _world = NewWorld(_flow);
        _sender = _world.Open("sender");
        _slow = _world.Open("slow");
    }

    [Fact]
    public void What_finds_no_room_waits_and_goes_on_in_its_order()
    {
        SendUntilHeld();
        Assert.Equal(RefusalReason.None, _world.Send(_sender, _slow, mark: 100));
        Assert.Equal(0, _world.Pipeline.Resume());
        Assert.Equal(2, _world.Count("batches_held"));
        Assert.True(_world.Pipeline.HasWaiting);

        byte[] before = [.. PipelineWorld.Drain(_slow).Runs];
        Assert.True(_world.Pipeline.Resume() > 0);
        byte[] after = [.. PipelineWorld.Drain(_slow).Runs];

        Assert.Equal(Enumerable.Range(1, Fits).Select(mark => (byte)mark), before);
        Assert.Equal(new byte[] { Fits + 1, 100 }, after);
        Assert.False(_world.Pipeline.HasWaiting);
        Assert.Empty(PipelineWorld.Drain(_sender).Refusals);
        Assert.Equal(Fits + 2, _world.Count("messages_accepted"));
    }

    [Fact]
    public void Other_senders_go_on()
    {
        SendUntilHeld();
        AgentSession other = _world.Open("other");
        AgentSession lively = _world.Open("lively");

        Assert.Equal(RefusalReason.None, _world.Send(other, lively, mark: 7));

        Assert.Equal(new byte[] { 7 }, PipelineWorld.Drain(lively).Runs);
    }

    [Fact]
    public void A_rule_that_says_nothing_refuses_at_once()
    {
        using var world = new PipelineWorld(Policies.One("data", requirements: "signature_required: false"));
        AgentSession sender = world.Open("sender");
        AgentSession slow = world.Open("slow");
        for (int i = 0; i <= Fits; i++)
        {
            world.Send(sender, slow, payload: Large);
        }

        Assert.Equal([RefusalReason.DestinationOverloaded], PipelineWorld.Drain(sender).Refusals);
        Assert.False(world.Pipeline.HasWaiting);
        Assert.Equal(0, world.Count("batches_held"));
    }

    [Fact]
    public void Nothing_waits_longer_than_the_limit()
    {
        SendUntilHeld();
        _world.Clock.Advance(_flow.HoldTimeout - TimeSpan.FromTicks(1));
        Assert.Equal(0, _world.Pipeline.Resume());
        _world.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(1, _world.Pipeline.Resume());

        Assert.Equal([RefusalReason.DestinationOverloaded], PipelineWorld.Drain(_sender).Refusals);
        Assert.Equal(Fits, PipelineWorld.Drain(_slow).Runs.Count);
        Assert.False(_world.Pipeline.HasWaiting);
    }

    [Fact]
    public void What_is_worth_nothing_any_more_is_not_delivered()
    {
        SendUntilHeld(ttl: 500);
        PipelineWorld.Drain(_slow);
        _world.Clock.Advance(TimeSpan.FromMilliseconds(501));
        _world.Pipeline.Resume();

        Assert.Equal([RefusalReason.ExpiredTtl], PipelineWorld.Drain(_sender).Refusals);
        Assert.Empty(PipelineWorld.Drain(_slow).Runs);
    }

    [Fact]
    public void What_waits_for_a_session_is_not_given_to_the_next()
    {
        SendUntilHeld();
        _slow.End(RefusalReason.None);
        AgentDirectory.Close(_slow);
        _slow.Leave();
        AgentSession next = _world.Open("slow");
        _world.Pipeline.Resume();

        Assert.Equal([RefusalReason.DestinationUnreachable], PipelineWorld.Drain(_sender).Refusals);
        Assert.Empty(PipelineWorld.Drain(next).Runs);
        Assert.Equal(RefusalReason.None, _world.Send(_sender, next, mark: 9));
        Assert.Equal(new byte[] { 9 }, PipelineWorld.Drain(next).Runs);
    }

    [Fact]
    public void All_that_waits_together_has_a_limit()
    {
        using PipelineWorld world = NewWorld(new FlowControlOptions { MaxHeldBytes = (2 * Large) + (Large / 2) });
        AgentSession sender = world.Open("sender");
        AgentSession other = world.Open("other");
        AgentSession slow = world.Open("slow");
        for (int i = 0; i < Fits; i++)
        {
            world.Send(i % 2 == 0 ? sender : other, slow, payload: Large);
        }

        Assert.Equal(RefusalReason.None, world.Send(sender, slow, payload: Large, mark: 1));
        Assert.Equal(RefusalReason.None, world.Send(sender, slow, payload: Large, mark: 2));
        Assert.Equal(RefusalReason.None, world.Send(sender, slow, payload: Large, mark: 3));
        Assert.Equal(RefusalReason.None, world.Send(other, slow, payload: Large, mark: 4));

        Assert.Equal(2, world.Count("batches_held"));
        Assert.Equal([RefusalReason.DestinationOverloaded], PipelineWorld.Drain(sender).Refusals);
        Assert.Equal([RefusalReason.DestinationOverloaded], PipelineWorld.Drain(other).Refusals);
        PipelineWorld.Drain(slow);
        world.Pipeline.Resume();
        Assert.Equal(new byte[] { 1, 2 }, PipelineWorld.Drain(slow).Runs);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_a_session_leaves_waiting_is_refused_and_recorded(bool alone)
    {
        SendUntilHeld();
        Assert.Equal(RefusalReason.None, _world.Send(_sender, _slow, messages: 3));
        if (alone)
        {
            _world.Pipeline.Settle(_sender);
        }
        else
        {
            _world.Pipeline.RefuseAllHeld();
        }

        Assert.False(_world.Pipeline.HasWaiting);
        Assert.Equal(4, _world.Count("messages_refused_destination_overloaded"));
        Assert.Empty(PipelineWorld.Drain(_sender).Refusals);
        Assert.Equal(0, _world.Audit.Refused);
    }

    [Fact]
    public void A_sender_without_credit_is_ended()
    {
        SendUntilHeld();
        RefusalReason reason = RefusalReason.None;
        int more = 0;
        for (; reason == RefusalReason.None; more++)
        {
            reason = _world.Send(_sender, _slow, payload: Large);
        }

        // Ten are dealt with, of which it has heard by the half; the others wait.
        Assert.Equal(RefusalReason.RateLimited, reason);
        Assert.Equal(1, _world.Count("credit_exceeded"));
        Assert.InRange(more, Fits / 2, Fits);
    }

    /// <summary>A grant that found the sender's own port full is made up for, or the sender would wait for ever.</summary>
    [Fact]
    public void A_grant_that_finds_no_room_comes_later()
    {
        AgentSession flooder = _world.Open("flooder");
        for (int i = 0; i < Fits; i++)
        {
            Assert.Equal(RefusalReason.None, _world.Send(flooder, _sender, payload: Large));
        }

        while (_sender.Port.TryClaim(FrameKind.Control, ReceiptMessage.WireLength, out var claim))
        {
            new ReceiptMessage(1).Write(claim.Bytes);
            claim.Commit();
        }

        for (int i = 0; i < Fits / 2 + 1; i++)
        {
            Assert.Equal(RefusalReason.None, _world.Send(_sender, _slow, payload: Large));
        }

        Assert.True(_world.Pipeline.HasWaiting);
        Assert.Equal(0, _world.Pipeline.Resume());
        PipelineWorld.Drain(_sender);
        Assert.Equal(1, _world.Pipeline.Resume());
        Assert.False(_world.Pipeline.HasWaiting);
        Assert.True(_sender.Port.TryPeek(out _, out ReadOnlySpan<byte> body));
        Assert.Equal(FrameError.None, ControlHeader.TryTake(ref body, out ControlHeader header, out _));
        Assert.Equal(ControlCode.Credit, header.Code);
    }

    public void Dispose() => _world.Dispose();

    private static PipelineWorld NewWorld(FlowControlOptions flow) => new(
        Policies.One("data", requirements: "signature_required: false", overload: "hold"), flow);

    // Fills the destination's port with runs that are marked from 1; the last waits.
    private void SendUntilHeld(uint ttl = 0)
    {
        for (byte mark = 1; mark <= Fits + 1; mark++)
        {
            Assert.Equal(RefusalReason.None, _world.Send(_sender, _slow, payload: Large, ttl: ttl, mark: mark));
        }

        Assert.Equal(1, _world.Count("batches_held"));
    }
}
