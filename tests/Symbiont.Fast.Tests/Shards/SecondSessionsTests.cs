using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Delivery;
using Symbiont.Fast.Routing.Identity;
using Symbiont.Fast.Shards;

namespace Symbiont.Fast.Tests;

/// <summary>Who knocks for a second session waits for the first one's word, for a second, within a number.</summary>
public sealed class SecondSessionsTests : IDisposable
{
    private const long Start = 1_800_000_000_000_000_000L;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_instant = TimeSpan.FromTicks(1);

    private readonly ManualClock _clock = new(Start);
    private readonly AgentDirectory _directory = new(1024);
    private readonly ReadySet _ready = new(1024, new CountingBell());
    private readonly List<EgressPort> _ports = [];
    private readonly AgentSession?[] _slots = new AgentSession?[1024];
    private readonly SecondSessions _seconds = new();
    private int _arrivals;

    [Fact]
    public void The_first_session_is_pinged_and_the_second_waits()
    {
        AgentSession first = Open("a");

        Assert.Equal(SecondSessionVerdict.Wait, Knock(first));

        PingMessage ping = TakePing(first);
        Assert.Equal(1UL, ping.Token);
        Assert.Equal(Start, ping.Time);
        Assert.Equal(1, _seconds.Count);
    }

    [Fact]
    public void An_answer_ends_the_wait_of_the_one_who_asked()
    {
        AgentSession first = Open("a");
        AgentSession other = Open("b");
        Arrival second = Arrive(first);
        Assert.Equal(SecondSessionVerdict.Wait, Judge(second, first));
        Assert.Equal(SecondSessionVerdict.Wait, Knock(other));

        Assert.Same(second, _seconds.TakeAnswered(first, TakePing(first).Token));

        // Its time cannot run out any more, the other's can.
        _clock.Advance(s_patience);
        Assert.NotNull(_seconds.TakeUnanswered(_clock.MonotonicNanoseconds, out AgentSession? silent));
        Assert.Same(other, silent);
        Assert.Null(_seconds.TakeUnanswered(_clock.MonotonicNanoseconds, out _));
    }

    [Fact]
    public void A_pong_with_another_token_is_no_answer()
    {
        AgentSession first = Open("a");
        AgentSession other = Open("b");
        Knock(first);
        Knock(other);
        ulong token = TakePing(first).Token;

        Assert.Null(_seconds.TakeAnswered(first, token + 7));
        Assert.Null(_seconds.TakeAnswered(first, 0));
        Assert.Null(_seconds.TakeAnswered(other, token));
        Assert.Null(_seconds.TakeAnswered(first, TakePing(other).Token));
        Assert.Equal(2, _seconds.Count);
        Assert.NotNull(_seconds.TakeAnswered(first, token));
        Assert.Null(_seconds.TakeAnswered(first, token));
    }

    [Fact]
    public void A_token_of_an_earlier_wait_is_no_answer_to_a_later_one()
    {
        AgentSession first = Open("a");
        Knock(first);
        ulong earlier = TakePing(first).Token;
        Assert.NotNull(_seconds.TakeAnswered(first, earlier));

        Assert.Equal(SecondSessionVerdict.Wait, Knock(first));

        Assert.Null(_seconds.TakeAnswered(first, earlier));
        Assert.NotNull(_seconds.TakeAnswered(first, TakePing(first).Token));
    }

    /// <summary>The pong of an agent that is held stands behind what the router does not read.</summary>
    [Fact]
    public void The_silence_of_a_session_that_is_held_counts_from_the_end_of_that()
    {
        AgentSession first = Open("a");
        Judge(Arrive(first), first);
        first.Port.IsHeld = true;
        _clock.Advance(s_patience);
        Assert.Null(_seconds.TakeUnanswered(_clock.MonotonicNanoseconds, out _));

        first.Port.IsHeld = false;
        _clock.Advance(s_patience - s_instant);
        Assert.Null(_seconds.TakeUnanswered(_clock.MonotonicNanoseconds, out _));
        _clock.Advance(s_instant);
        Assert.NotNull(_seconds.TakeUnanswered(_clock.MonotonicNanoseconds, out _));
    }

    [Fact]
    public void Silence_for_a_second_and_not_an_instant_less_lets_the_second_in()
    {
        AgentSession first = Open("a");
        Arrival second = Arrive(first);
        Judge(second, first);

        _clock.Advance(s_patience - s_instant);
        Assert.Null(_seconds.TakeUnanswered(_clock.MonotonicNanoseconds, out AgentSession? early));
        Assert.Null(early);

        // What an operator does to the wall clock is not time that passed.
        _clock.SetUnix(Start + 3_600_000_000_000L);
        Assert.Null(_seconds.TakeUnanswered(_clock.MonotonicNanoseconds, out _));
        _clock.Advance(s_instant);

        Assert.Same(second, _seconds.TakeUnanswered(_clock.MonotonicNanoseconds, out AgentSession? silent));
        Assert.Same(first, silent);
        Assert.Null(_seconds.TakeAnswered(first, TakePing(first).Token));
    }

    [Fact]
    public void Those_who_waited_longest_come_in_first()
    {
        AgentSession[] firsts = [Open("a"), Open("b"), Open("c")];
        foreach (AgentSession first in firsts)
        {
            Knock(first);
            _clock.Advance(s_patience / 4);
        }

        // a has waited for a second, b for three quarters of it.
        _clock.Advance(s_patience / 4);
        Assert.NotNull(_seconds.TakeUnanswered(_clock.MonotonicNanoseconds, out AgentSession? silent));
        Assert.Same(firsts[0], silent);
        Assert.Null(_seconds.TakeUnanswered(_clock.MonotonicNanoseconds, out _));
        _clock.Advance(s_patience / 4);
        Assert.NotNull(_seconds.TakeUnanswered(_clock.MonotonicNanoseconds, out silent));
        Assert.Same(firsts[1], silent);
    }

    [Fact]
    public void No_more_than_256_wait_and_one_who_is_done_makes_room()
    {
        AgentSession[] firsts = [.. Enumerable.Range(0, 257).Select(i => Open($"agent-{i}"))];
        for (int i = 0; i < 256; i++)
        {
            Assert.Equal(SecondSessionVerdict.Wait, Knock(firsts[i]));
        }

        Assert.Equal(SecondSessionVerdict.Refuse, Knock(firsts[256]));
        Assert.False(firsts[256].Port.TryPeek(out _, out _));
        Assert.Equal(256, _seconds.Count);
        Assert.NotNull(_seconds.TakeAnswered(firsts[10], TakePing(firsts[10]).Token));

        Assert.Equal(SecondSessionVerdict.Wait, Knock(firsts[256]));
    }

    [Fact]
    public void One_waits_for_each_session_and_the_next_is_refused_without_another_ping()
    {
        AgentSession first = Open("a");
        Knock(first);
        TakePing(first);

        Assert.Equal(SecondSessionVerdict.Refuse, Knock(first));

        Assert.False(first.Port.TryPeek(out _, out _));
        Assert.Equal(1, _seconds.Count);
    }

    [Fact]
    public void A_first_session_that_cannot_be_pinged_stands()
    {
        AgentSession first = Open("a");
        while (first.Port.TryClaim(FrameKind.Control, 1024, out SharedRingClaim claim))
        {
            claim.Commit();
        }

        while (first.Port.TryClaim(FrameKind.Control, PingMessage.WireLength, out SharedRingClaim claim))
        {
            claim.Commit();
        }

        Assert.Equal(SecondSessionVerdict.Refuse, Knock(first));
        Assert.Equal(0, _seconds.Count);
    }

    [Fact]
    public void Who_departed_while_it_waited_waits_no_more()
    {
        AgentSession first = Open("a");
        Arrival second = Arrive(first);
        Judge(second, first);

        Assert.Null(_seconds.TakeDeparted(_slots, second.Slot + 1));
        Assert.Null(_seconds.TakeDeparted(new AgentSession?[1024], second.Slot));
        Assert.Same(second, _seconds.TakeDeparted(_slots, second.Slot));
        _clock.Advance(s_patience);

        Assert.Null(_seconds.TakeUnanswered(_clock.MonotonicNanoseconds, out _));
    }

    [Fact]
    public void A_first_session_that_ended_by_itself_frees_who_waits_for_it_and_nobody_else()
    {
        AgentSession first = Open("a");
        AgentSession other = Open("b");
        Arrival second = Arrive(first);
        Judge(second, first);
        Knock(other);

        Assert.Same(second, _seconds.TakeFreed(first));
        Assert.Null(_seconds.TakeFreed(first));
        Assert.Equal(1, _seconds.Count);
    }

    [Fact]
    public void A_claim_without_a_secret_to_prove_it_is_refused_without_a_ping()
    {
        AgentSession first = Open("a");
        Arrival arrival = Arrive(first);
        var claim = new DisplacementClaim(first.Epoch, new byte[32]);
        arrival = arrival with { Admission = arrival.Admission with { Displacement = claim } };

        Assert.Equal(SecondSessionVerdict.Refuse, Judge(arrival, first));

        Assert.False(first.Port.TryPeek(out _, out _));
        Assert.Equal(0, _seconds.Count);
    }

    public void Dispose()
    {
        _ports.ForEach(port => port.Dispose());
    }

    private static PingMessage TakePing(AgentSession first)
    {
        Assert.True(first.Port.TryPeek(out FrameKind kind, out ReadOnlySpan<byte> body));
        Assert.Equal(FrameKind.Control, kind);
        Assert.Equal(FrameError.None, ControlHeader.TryTake(
            ref body, out ControlHeader header, out ReadOnlySpan<byte> content));
        Assert.Equal(ControlCode.Ping, header.Code);
        Assert.Equal(FrameError.None, PingMessage.TryRead(header.Code, content, out PingMessage ping));
        first.Port.Release();
        return ping;
    }

    private AgentSession Open(string id)
    {
        Assert.Equal(RefusalReason.None, _directory.Open(Admit(id), Start, out AgentSession? session));
        session!.Enter();
        return session;
    }

    private Arrival Arrive(AgentSession first) => new(_slots, _arrivals++, Admit(first.Agent.Name.AgentId));

    private SecondSessionVerdict Knock(AgentSession first) => Judge(Arrive(first), first);

    private SecondSessionVerdict Judge(Arrival arrival, AgentSession first) =>
        _seconds.Judge(arrival, first, _clock.MonotonicNanoseconds, _clock.UnixNanoseconds);

    private AgentAdmission Admit(string id)
    {
        using SigningKey key = SigningKey.Generate();
        Assert.True(VerificationKey.TryImport(key.PublicKey, out VerificationKey? verifier));
        AgentName name = AgentName.Create("test.local", SandboxTier.Docker, id);
        var port = new EgressPort(_ports.Count, OneToOneRing.MinCapacity, _ready);
        _ports.Add(port);
        return new AgentAdmission(
            new AgentIdentity(name, SecurityLevel.Secret, []), verifier!, new byte[300], new byte[32], long.MaxValue,
            new byte[32], port);
    }
}
