using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Audit;
using Symbiont.Fast.Tool;

namespace Symbiont.Fast.EndToEnd;

/// <summary>Second sessions of an agent, by right and without.</summary>
public sealed class DisplacementTests
{
    private static readonly byte[] Payload = [1, 2, 3];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_takes_the_place_of_its_own_live_session()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient other = await world.ConnectAsync(SandboxTier.Docker);
        AgentClient first = await world.ConnectAsync(SandboxTier.Docker);

        await using AgentClient second = await first.ReconnectAsync(Cancellation);

        Assert.True(second.Epoch > first.Epoch);
        Assert.Equal(first.Handle, second.Handle);
        Assert.Equal(RefusalReason.Unauthenticated, await first.Closed);
        await second.SendConfirmedAsync(other.Name, MessageType.Data, Payload, null, Cancellation);
        await other.SendConfirmedAsync(second.Name, MessageType.Data, Payload, null, Cancellation);
        Assert.Equal(1, world.Counter("sessions_displaced"));
        Assert.Equal(0, world.Counter("second_sessions_refused"));
    }

    [Fact]
    public async Task Keys_without_the_first_sessions_secret_do_not_displace_one_that_answers()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open, TestWorld.StopClock);
        AgentBundle bundle = world.Certify(SandboxTier.Docker);
        AgentClient other = await world.ConnectAsync(SandboxTier.Docker);
        AgentClient first = await world.ConnectAsync(bundle);

        SessionRefusedException refused = await Assert.ThrowsAsync<SessionRefusedException>(
            () => world.ConnectAsync(bundle));

        Assert.Equal(RefusalReason.Unauthenticated, refused.Reason);
        await other.SendConfirmedAsync(first.Name, MessageType.Data, Payload, null, Cancellation);
        Assert.Equal(1, world.Counter("second_sessions_refused"));
        Assert.Equal(0, world.Counter("sessions_displaced"));
    }

    [Fact]
    public async Task A_proof_for_another_epoch_or_from_another_sessions_secret_does_not_displace()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentBundle bundle = world.Certify(SandboxTier.Docker);
        using HostileAgent first = await HostileAgent.ConnectAsync(
            bundle, SandboxTier.Docker, world.Unix(SandboxTier.Docker), "docker", Cancellation);
        using HostileAgent wrongEpoch = await ConnectUnprovenAsync(world, bundle);
        using HostileAgent wrongSecret = await ConnectUnprovenAsync(world, bundle);
        using HostileAgent right = await ConnectUnprovenAsync(world, bundle);

        wrongEpoch.AuthenticateDisplacing(first, first.Epoch + 1);
        wrongSecret.AuthenticateDisplacing(wrongEpoch, first.Epoch);
        right.AuthenticateDisplacing(first, first.Epoch);

        Assert.Equal(RefusalReason.Unauthenticated, wrongEpoch.Observation.Reason);
        Assert.Equal(RefusalReason.Unauthenticated, wrongSecret.Observation.Reason);
        Assert.True(right.Epoch > first.Epoch);
        Assert.Equal(2, world.Counter("second_sessions_refused"));
        Assert.Equal(1, world.Counter("sessions_displaced"));
    }

    [Fact]
    public async Task A_session_that_does_not_answer_a_ping_is_displaced_by_whoever_has_the_keys()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentBundle bundle = world.Certify(SandboxTier.Docker);
        using HostileAgent silent = await HostileAgent.ConnectAsync(
            bundle, SandboxTier.Docker, world.Unix(SandboxTier.Docker), "docker", Cancellation);

        AgentClient second = await world.ConnectAsync(bundle);

        Assert.True(second.Epoch > silent.Epoch);
        Assert.Equal(RefusalReason.Unauthenticated, silent.Listen(1).Reason);
        Assert.Equal(1, world.Counter("sessions_displaced"));
    }

    [Fact]
    public async Task Who_knocks_while_another_waits_is_refused_and_the_other_comes_in_when_the_first_leaves()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open, TestWorld.StopClock);
        AgentBundle bundle = world.Certify(SandboxTier.Docker);
        HostileAgent silent = await HostileAgent.ConnectAsync(
            bundle, SandboxTier.Docker, world.Unix(SandboxTier.Docker), "docker", Cancellation);
        Task<AgentClient>[] knocks = [ConnectAsync(world, bundle), ConnectAsync(world, bundle)];

        Task<AgentClient> refused = await Task.WhenAny(knocks);
        silent.Dispose();
        await using AgentClient second = await knocks.Single(knock => knock != refused);

        Assert.Equal(
            RefusalReason.Unauthenticated,
            (await Assert.ThrowsAsync<SessionRefusedException>(() => refused)).Reason);
        Assert.Equal(1, world.Counter("second_sessions_refused"));
    }

    [Fact]
    public async Task Who_waits_is_refused_when_another_displaces_the_first_by_proof()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open, TestWorld.StopClock);
        AgentBundle bundle = world.Certify(SandboxTier.Docker);
        using HostileAgent first = await HostileAgent.ConnectAsync(
            bundle, SandboxTier.Docker, world.Unix(SandboxTier.Docker), "docker", Cancellation);
        using HostileAgent right = await ConnectUnprovenAsync(world, bundle);
        Task<AgentClient>[] knocks = [ConnectAsync(world, bundle), ConnectAsync(world, bundle)];
        await Task.WhenAny(knocks);

        right.AuthenticateDisplacing(first, first.Epoch);

        Assert.True(right.Epoch > first.Epoch);
        foreach (Task<AgentClient> knock in knocks)
        {
            SessionRefusedException refused = await Assert.ThrowsAsync<SessionRefusedException>(() => knock);
            Assert.Equal(RefusalReason.Unauthenticated, refused.Reason);
        }

        Assert.Equal(1, world.Counter("sessions_displaced"));
        Assert.Equal(2, world.Counter("second_sessions_refused"));
    }

    [Fact]
    public async Task The_third_displacement_in_a_minute_ends_both_sessions_and_shuts_the_keys_out()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentBundle bundle = world.Certify(SandboxTier.Docker, "clone");
        AgentClient first = await world.ConnectAsync(bundle);
        AgentClient second = await first.ReconnectAsync(Cancellation);
        await using AgentClient third = await second.ReconnectAsync(Cancellation);

        await Assert.ThrowsAsync<SessionRefusedException>(() => third.ReconnectAsync(Cancellation));
        Assert.Equal(RefusalReason.Unauthenticated, await third.Closed);
        SessionRefusedException refused = await Assert.ThrowsAsync<SessionRefusedException>(
            () => world.ConnectAsync(bundle));
        AgentClient anew = await world.ConnectAsync(SandboxTier.Docker, "clone");

        Assert.Equal(RefusalReason.Unauthenticated, refused.Reason);
        Assert.Equal(first.Handle, anew.Handle);
        Assert.Equal(1, world.Counter("quarantines"));
        await world.Router.StopAsync();
        AuditEventKind[] kinds = [.. AuditReader.Read(world.AuditPath).OfType<AuditEventRecord>()
            .Select(record => record.Event.Kind)];
        Assert.Equal(2, kinds.Count(kind => kind == AuditEventKind.SessionDisplaced));
        Assert.Equal(1, kinds.Count(kind => kind == AuditEventKind.CredentialQuarantined));
        Assert.Equal(2, kinds.Count(kind => kind == AuditEventKind.HandshakeRefused));
    }

    private static Task<HostileAgent> ConnectUnprovenAsync(TestWorld world, AgentBundle bundle) =>
        HostileAgent.ConnectUnprovenAsync(
            bundle, SandboxTier.Docker, world.Unix(SandboxTier.Docker), "docker", Cancellation);

    private static Task<AgentClient> ConnectAsync(TestWorld world, AgentBundle bundle) =>
        AgentClient.ConnectAsync(bundle, world.Options(SandboxTier.Docker), Cancellation);
}
