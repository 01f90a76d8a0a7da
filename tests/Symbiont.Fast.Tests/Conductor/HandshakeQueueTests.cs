using Symbiont.Fast.Buses;
using Symbiont.Fast.Conductor;
using Symbiont.Fast.Memory;
using Symbiont.Fast.Session;

namespace Symbiont.Fast.Tests;

/// <summary>What the queue to the conductor takes, in which order, and what becomes of a step nobody waits for.</summary>
public sealed class HandshakeQueueTests : IDisposable
{
    private readonly ConductorGround _ground = new();

    public void Dispose() => _ground.Dispose();

    [Fact]
    public void A_handshake_goes_through_in_three_steps()
    {
        BusConnection session = _ground.Connect();
        using AgentHandshake agent = _ground.Agent();
        byte[] third = _ground.OpenAndAnswer(session, agent);

        Assert.True(_ground.TryContinue(session, third));
        HandshakeJob established = _ground.Conduct(_ground.Queue);
        Assert.Equal(HandshakeVerdict.Established, established.Verdict);
        session.Keys = established.TakeKeys();
        session.Peer = established.Handshake!.Peer;
        _ground.Queue.Recycle(established);
        Assert.True(_ground.Queue.TrySubmit(
            session, HandshakeStep.Proof, null, _ground.Sign(session.Keys.HandshakeHash)));
        HandshakeJob proven = _ground.Conduct(_ground.Queue);

        Assert.Equal(HandshakeVerdict.Proven, proven.Verdict);
        Assert.Equal(3, _ground.ConductorBell.Rings);
        Assert.Equal(3, _ground.BusBell.Rings);
        session.Dispose();
    }

    [Fact]
    public void A_proof_over_another_sessions_hash_is_not_one()
    {
        BusConnection session = _ground.Connect();
        using AgentHandshake agent = _ground.Agent();
        Assert.True(_ground.TryContinue(session, _ground.OpenAndAnswer(session, agent)));
        HandshakeJob established = _ground.Conduct(_ground.Queue);
        session.Keys = established.TakeKeys();
        session.Peer = established.Handshake!.Peer;
        _ground.Queue.Recycle(established);

        Assert.True(_ground.Queue.TrySubmit(session, HandshakeStep.Proof, null, _ground.Sign(new byte[32])));

        Assert.Equal(HandshakeVerdict.Unproven, _ground.Conduct(_ground.Queue).Verdict);
        session.Dispose();
    }

    [Fact]
    public void First_frames_beyond_the_limit_are_refused_until_a_result_is_taken()
    {
        for (int i = 0; i < ConductorGround.Openings; i++)
        {
            Assert.True(_ground.TryOpen(_ground.Queue, _ground.Connect()));
        }

        Assert.False(_ground.TryOpen(_ground.Queue, _ground.Connect()));
        _ground.Queue.Recycle(_ground.Conduct(_ground.Queue));
        Assert.True(_ground.TryOpen(_ground.Queue, _ground.Connect()));
    }

    [Fact]
    public void Other_steps_beyond_their_limit_are_refused_too()
    {
        var thirds = new List<(BusConnection Session, byte[] Frame)>();
        for (int i = 0; i <= ConductorGround.Continuations; i++)
        {
            BusConnection session = _ground.Connect();
            using AgentHandshake agent = _ground.Agent();
            thirds.Add((session, _ground.OpenAndAnswer(session, agent)));
        }

        Assert.All(thirds[..^1], third => Assert.True(_ground.TryContinue(third.Session, third.Frame)));
        Assert.False(_ground.TryContinue(thirds[^1].Session, thirds[^1].Frame));
    }

    [Fact]
    public void A_flood_of_first_frames_does_not_keep_a_handshake_from_its_end()
    {
        BusConnection session = _ground.Connect();
        using AgentHandshake agent = _ground.Agent();
        byte[] third = _ground.OpenAndAnswer(session, agent);
        while (_ground.TryOpen(_ground.Queue, _ground.Connect()))
        {
        }

        Assert.True(_ground.TryContinue(session, third));

        Assert.Equal(HandshakeVerdict.Established, _ground.Conduct(_ground.Queue).Verdict);
    }

    [Fact]
    public void A_bus_that_is_flooded_costs_another_bus_one_step_at_most()
    {
        while (_ground.TryOpen(_ground.Queue, _ground.Connect()))
        {
        }

        Assert.True(_ground.TryOpen(_ground.OtherQueue, _ground.Connect()));
        _ground.Conductor.DoWork();
        _ground.Conductor.DoWork();

        Assert.True(_ground.OtherQueue.HasResults);
    }

    [Fact]
    public void A_step_whose_connection_is_gone_costs_no_public_key_work()
    {
        BusConnection session = _ground.Connect();
        Assert.True(_ground.TryOpen(_ground.Queue, session));
        session.Dispose();

        HandshakeJob job = _ground.Conduct(_ground.Queue);

        Assert.Null(job.Session);
        Assert.Equal(HandshakeVerdict.Abandoned, job.Verdict);
        Assert.Equal(0, _ground.Conductor.Counters.Read(0));
        Assert.Equal(1, _ground.Conductor.Counters.Read(1));
        _ground.Queue.Recycle(job);
    }

    [Fact]
    public void Keys_that_nobody_waits_for_any_more_are_wiped()
    {
        int before = SecretArena.Shared.InUse;
        BusConnection session = _ground.Connect();
        using (AgentHandshake agent = _ground.Agent())
        {
            Assert.True(_ground.TryContinue(session, _ground.OpenAndAnswer(session, agent)));
        }

        Assert.Equal(1, _ground.Conductor.DoWork());
        Assert.NotEqual(before, SecretArena.Shared.InUse);
        session.Dispose();
        Assert.True(_ground.Queue.TryTakeResult(out HandshakeJob? job));
        _ground.Queue.Recycle(job!);

        Assert.Equal(before, SecretArena.Shared.InUse);
    }

    [Fact]
    public void A_job_that_was_abandoned_serves_the_next_stranger()
    {
        for (int i = 0; i < 100; i++)
        {
            BusConnection session = _ground.Connect();
            Assert.True(_ground.TryOpen(_ground.Queue, session));
            session.Dispose();
            _ground.Queue.Recycle(_ground.Conduct(_ground.Queue));
        }

        using AgentHandshake agent = _ground.Agent();
        Assert.NotEmpty(_ground.OpenAndAnswer(_ground.Connect(), agent));
    }
}
