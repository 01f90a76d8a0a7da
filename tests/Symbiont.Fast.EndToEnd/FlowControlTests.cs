using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.FlowControl;
using Symbiont.Fast.Routing.Identity;

namespace Symbiont.Fast.EndToEnd;

/// <summary>What becomes of messages whose destination has no room, by the pipeline alone.</summary>
public sealed class FlowControlTests : IDisposable
{
    private const int Large = 100_000;

    // A port takes so many runs of that size.
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
        AgentSession lively = _world.Open("lively");
        Assert.Equal(RefusalReason.None, _world.Send(_sender, _slow, mark: 100));
        Assert.Equal(RefusalReason.None, _world.Send(_sender, lively, mark: 101));
        Assert.Equal(0, _world.Pipeline.Resume());
        Assert.Equal(3, _world.Count("batches_held"));
        Assert.Empty(PipelineWorld.Drain(lively).Runs);
        Assert.True(_world.Pipeline.HasWaiting);

        byte[] before = [.. PipelineWorld.Drain(_slow).Runs];
        Assert.True(_world.Pipeline.Resume() > 0);
        byte[] after = [.. PipelineWorld.Drain(_slow).Runs];

        Assert.Equal(Enumerable.Range(1, Fits).Select(mark => (byte)mark), before);
        Assert.Equal(new byte[] { Fits + 1, 100 }, after);
        Assert.Equal(new byte[] { 101 }, PipelineWorld.Drain(lively).Runs);
        Assert.False(_world.Pipeline.HasWaiting);
        Assert.Empty(PipelineWorld.Drain(_sender).Refusals);
        Assert.Equal(Fits + 3, _world.Count("messages_accepted"));
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
    public void What_a_leaving_session_has_waiting_is_delivered_where_there_is_room_else_refused(bool alone)
    {
        SendUntilHeld();
        Assert.Equal(RefusalReason.None, _world.Send(_sender, _slow, messages: 3, payload: Large / 4, mark: 77));
        PipelineWorld.Drain(_slow, most: 2);
        if (alone)
        {
            _world.Pipeline.Settle(_sender);
        }
        else
        {
            _world.Pipeline.FinishHeld();
        }

        Assert.False(_world.Pipeline.HasWaiting);
        Assert.Equal(Fits + 1, _world.Count("messages_accepted"));
        Assert.Equal(3, _world.Count("messages_refused_destination_overloaded"));
        Assert.Equal(0, _world.Audit.Refused);
    }

    [Fact]
    public void Nothing_of_a_session_that_was_ended_is_delivered()
    {
        SendUntilHeld();
        PipelineWorld.Drain(_slow);
        _sender.End(RefusalReason.Revoked);
        _world.Pipeline.Resume();

        Assert.False(_world.Pipeline.HasWaiting);
        Assert.Equal(1, _world.Count("messages_refused_revoked"));
        Assert.Empty(PipelineWorld.Drain(_slow).Runs);
    }

    [Fact]
    public void Who_waits_is_read_no_further()
    {
        Assert.False(_sender.Port.IsHeld);
        SendUntilHeld();
        Assert.True(_sender.Port.IsHeld);
        Assert.False(_slow.Port.IsHeld);
        PipelineWorld.Drain(_slow);
        _world.Pipeline.Resume();
        Assert.False(_sender.Port.IsHeld);
    }

    /// <summary>A small message of somebody else must not take the room that a large one waits for.</summary>
    [Fact]
    public void Nobody_overtakes_those_that_wait_for_the_same_room()
    {
        SendUntilHeld();
        AgentSession other = _world.Open("other");
        AgentSession third = _world.Open("third");
        Assert.Equal(RefusalReason.None, _world.Send(other, _slow, mark: 50));
        Assert.Equal(RefusalReason.None, _world.Send(third, _slow, mark: 51));
        Assert.Equal(3, _world.Count("batches_held"));

        // The other's introduction, or a small run, would fit into the room of one that is gone.
        PipelineWorld.Drain(_slow);
        Assert.Equal(3, _world.Pipeline.Resume());
        Assert.Equal(new byte[] { Fits + 1, 50, 51 }, PipelineWorld.Drain(_slow).Runs);
        Assert.Equal(RefusalReason.None, _world.Send(other, _slow, mark: 52));
        Assert.Equal(new byte[] { 52 }, PipelineWorld.Drain(_slow).Runs);
    }

    [Fact]
    public void A_router_that_stops_lets_nothing_wait_longer_than_it_says()
    {
        SendUntilHeld();
        _world.Pipeline.HoldNoLongerThan(_world.Clock.MonotonicNanoseconds + 1_000);
        Assert.Equal(0, _world.Pipeline.Resume());
        _world.Clock.Advance(TimeSpan.FromTicks(10));
        Assert.Equal(1, _world.Pipeline.Resume());
        Assert.Equal([RefusalReason.DestinationOverloaded], PipelineWorld.Drain(_sender).Refusals);
    }

    /// <summary>A credential that runs out while its holder's message waits is no right to have it delivered.</summary>
    [Theory]
    [InlineData(true, RefusalReason.CredentialExpired)]
    [InlineData(false, RefusalReason.DestinationUnreachable)]
    public void What_is_delivered_late_is_judged_by_credentials_that_hold_then(bool ofSender, RefusalReason reason)
    {
        SendUntilHeld();
        PipelineWorld.Drain(_slow);
        AgentSession aged = ofSender ? _sender : _slow;
        aged.Renew(PipelineWorld.With(aged.Admission, notAfter: _world.Clock.UnixNanoseconds));
        _world.Pipeline.Resume();

        Assert.Equal([reason], PipelineWorld.Drain(_sender).Refusals);
        Assert.Empty(PipelineWorld.Drain(_slow).Runs);
    }

    [Fact]
    public void What_waited_under_other_rights_is_judged_again()
    {
        SendUntilHeld();
        PipelineWorld.Drain(_slow);
        _sender.Renew(PipelineWorld.With(_sender.Admission, clearance: SecurityLevel.Public));
        _world.Pipeline.Resume();

        Assert.Equal([RefusalReason.ClearanceTooLow], PipelineWorld.Drain(_sender).Refusals);
        Assert.Empty(PipelineWorld.Drain(_slow).Runs);
    }

    /// <summary>
    /// A run with a message that its sender may not send waits as a whole; that refusal stays what it was, whatever becomes
    /// of the rest.
    /// </summary>
    [Fact]
    public void A_refusal_outlives_the_wait()
    {
        using var world = new PipelineWorld(
            Policies.One("data", requirements: "signature_required: false", overload: "hold"));
        AgentSession sender = world.Open("sender");
        AgentSession slow = world.Open("slow");
        for (int i = 0; i < Fits; i++)
        {
            world.Send(sender, slow, payload: Large);
        }

        world.Send(sender, slow, messages: 2, payload: Large, lastType: MessageType.Event);
        Assert.True(world.Pipeline.HasWaiting);
        slow.End(RefusalReason.None);
        AgentDirectory.Close(slow);
        slow.Leave();
        world.Open("slow");
        world.Pipeline.Resume();

        Assert.Equal(
            [RefusalReason.DestinationUnreachable, RefusalReason.NotPermittedType],
            PipelineWorld.Drain(sender).Refusals);
    }

    [Fact]
    public void What_is_refused_after_its_wait_is_in_the_log_although_its_rule_asks_for_none()
    {
        using var world = new PipelineWorld(
            Policies.One("data", requirements: "signature_required: false, audit_logging: false", overload: "hold"));
        AgentSession sender = world.Open("sender");
        AgentSession slow = world.Open("slow");
        for (int i = 0; i <= Fits; i++)
        {
            world.Send(sender, slow, payload: Large);
        }

        Assert.False(world.HasRecords);
        world.Clock.Advance(_flow.HoldTimeout);
        world.Pipeline.Resume();
        Assert.True(world.HasRecords);
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
