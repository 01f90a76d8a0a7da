using Symbiont.Fast.Client;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Identity;

namespace Symbiont.Fast.EndToEnd;

/// <summary>What a published revocation list does to a running router, and what it survives.</summary>
public sealed class RevocationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_live_session_of_a_revoked_credential_is_ended_and_cannot_come_back()
    {
        await using TestWorld world = Start();
        AgentBundle revoked = world.Certify(SandboxTier.Docker);
        AgentBundle other = world.Certify(SandboxTier.Docker);
        AgentClient victim = await world.ConnectAsync(revoked);
        AgentClient bystander = await world.ConnectAsync(other);

        Publish(world, 1, Serial(revoked));

        Assert.Equal(RefusalReason.Revoked, await victim.Closed.WaitAsync(TimeSpan.FromSeconds(30), Cancellation));
        SessionRefusedException refused =
            await Assert.ThrowsAsync<SessionRefusedException>(() => world.ConnectAsync(revoked));
        Assert.Equal(RefusalReason.Revoked, refused.Reason);
        Assert.False(bystander.Closed.IsCompleted);
        Assert.Equal(1, world.Counter("revocation_lists_accepted"));
    }

    [Fact]
    public async Task An_older_list_does_not_undo_a_newer_one()
    {
        await using TestWorld world = Start();
        AgentBundle revoked = world.Certify(SandboxTier.Docker);
        AgentClient victim = await world.ConnectAsync(revoked);
        Publish(world, 2, Serial(revoked));
        await victim.Closed.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        Publish(world, 1);
        await UntilAsync(() => world.Counter("revocation_lists_refused") == 1);

        await Assert.ThrowsAsync<SessionRefusedException>(() => world.ConnectAsync(revoked));
    }

    [Fact]
    public async Task A_list_that_nobody_signed_changes_nothing()
    {
        await using TestWorld world = Start();
        AgentBundle bundle = world.Certify(SandboxTier.Docker);
        byte[] list = world.Issuer.Issuer.SignRevocations(1, SystemClock.Instance.UnixNanoseconds, [Serial(bundle)]);
        list[^1] ^= 1;
        Write(world, list);
        await UntilAsync(() => world.Counter("revocation_lists_refused") == 1);

        await world.ConnectAsync(bundle);
    }

    [Fact]
    public async Task A_restart_without_the_published_file_keeps_the_list()
    {
        await using TestWorld world = Start();
        AgentBundle revoked = world.Certify(SandboxTier.Docker);
        AgentClient victim = await world.ConnectAsync(revoked);
        Publish(world, 1, Serial(revoked));
        await victim.Closed.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        await UntilAsync(() => File.Exists(EpochPath(world.AuditPath) + ".revocations"));
        await world.Router.StopAsync();
        File.Delete(ListPath(world.AuditPath));

        await using MessageRouter again = world.StartAgain(Files);

        SessionRefusedException refused =
            await Assert.ThrowsAsync<SessionRefusedException>(() => world.ConnectAsync(revoked));
        Assert.Equal(RefusalReason.Revoked, refused.Reason);
    }

    [Fact]
    public async Task A_restarted_router_gives_no_epoch_a_second_time_even_with_its_clock_set_back()
    {
        await using TestWorld world = Start();
        AgentBundle bundle = world.Certify(SandboxTier.Docker);
        AgentClient before = await world.ConnectAsync(bundle);
        uint epoch = before.Epoch;
        await world.Router.StopAsync();
        var clock = new ManualClock(SystemClock.Instance.UnixNanoseconds - 60_000_000_000L);

        await using MessageRouter again = world.StartAgain(options => Files(options) with { Clock = clock });

        AgentClient after = await world.ConnectAsync(bundle);
        Assert.True(after.Epoch > epoch);
    }

    [Fact]
    public async Task A_damaged_epochs_file_keeps_the_router_from_starting()
    {
        await using TestWorld world = Start();
        await world.Router.StopAsync();
        await File.WriteAllBytesAsync(EpochPath(world.AuditPath), new byte[100], Cancellation);

        Assert.Throws<EpochFileException>(() => world.StartAgain(Files));
    }

    private static TestWorld Start() => TestWorld.Start(Policies.Open, Files);

    private static RouterOptions Files(RouterOptions options) => options with
    {
        EpochPath = EpochPath(options.AuditPath!),
        RevocationPath = ListPath(options.AuditPath!),
    };

    private static string EpochPath(string audit) => audit + ".epochs";

    private static string ListPath(string audit) => audit + ".revoked";

    private static void Publish(TestWorld world, ulong number, params ulong[] serials) => Write(
        world, world.Issuer.Issuer.SignRevocations(number, SystemClock.Instance.UnixNanoseconds, serials));

    private static void Write(TestWorld world, byte[] list)
    {
        string path = ListPath(world.AuditPath);
        File.WriteAllBytes(path + ".new", list);
        File.Move(path + ".new", path, overwrite: true);
    }

    private static ulong Serial(AgentBundle bundle)
    {
        CredentialLayout.TryRead(bundle.Credential, out CredentialLayout layout, out _);
        return layout.Serial;
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            Cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
