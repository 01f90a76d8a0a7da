using Symbiont.Fast.Client;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Audit;

namespace Symbiont.Fast.EndToEnd;

/// <summary>
/// Each refusal reason that an ordinary client can meet, over a real socket. The hostile ones are in AttackTests.
/// </summary>
public sealed class RefusalTests
{
    private const long Second = 1_000_000_000L;

    private static readonly byte[] Payload = "payload"u8.ToArray();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Unknown_destination()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient sender = await world.ConnectAsync(SandboxTier.Docker);
        AgentName nobody = AgentName.Create("test.local", SandboxTier.Docker, "nobody");

        Assert.Equal(RefusalReason.UnknownDestination, (await RefusedAsync(sender, nobody)).Reason);
    }

    [Fact]
    public async Task Destination_unreachable_after_it_left()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient sender = await world.ConnectAsync(SandboxTier.Docker);
        AgentClient receiver = await world.ConnectAsync(SandboxTier.Docker);
        await sender.SendConfirmedAsync(receiver.Name, MessageType.Data, Payload, null, Cancellation);
        await receiver.DisposeAsync();
        await EventuallyAsync(() => world.Counter("sessions_closed") == 1);

        Assert.Equal(RefusalReason.DestinationUnreachable, (await RefusedAsync(sender, receiver.Name)).Reason);
    }

    [Fact]
    public async Task Type_that_no_rule_allows_on_the_path()
    {
        await using TestWorld world = TestWorld.Start(Policies.One("data"));
        AgentClient sender = await world.ConnectAsync(SandboxTier.Docker);
        AgentClient receiver = await world.ConnectAsync(SandboxTier.Docker);
        AgentClient elsewhere = await world.ConnectAsync(SandboxTier.GVisor);

        Assert.Equal(
            RefusalReason.NotPermittedType, (await RefusedAsync(sender, receiver.Name, MessageType.Event)).Reason);
        Assert.Equal(RefusalReason.NotPermittedType, (await RefusedAsync(sender, elsewhere.Name)).Reason);
        Assert.Equal(2, world.Counter("messages_refused_not_permitted_type"));
    }

    [Theory]
    [InlineData(SecurityLevel.Public, SecurityLevel.Secret)]
    [InlineData(SecurityLevel.Secret, SecurityLevel.Public)]
    public async Task Clearance_too_low_at_either_end(SecurityLevel senders, SecurityLevel receivers)
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient sender = await world.ConnectAsync(world.Certify(SandboxTier.Docker, clearance: senders));
        AgentClient receiver = await world.ConnectAsync(world.Certify(SandboxTier.Docker, clearance: receivers));

        Assert.Equal(RefusalReason.ClearanceTooLow, (await RefusedAsync(sender, receiver.Name)).Reason);
    }

    [Theory]
    [InlineData(MessageType.Control)]
    [InlineData(MessageType.Rpc)]
    public async Task Capability_missing(MessageType type)
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient sender = await world.ConnectAsync(world.Certify(SandboxTier.Docker, capabilities: ["other.right"]));
        AgentClient receiver = await world.ConnectAsync(SandboxTier.Docker);

        Assert.Equal(RefusalReason.CapabilityMissing, (await RefusedAsync(sender, receiver.Name, type)).Reason);
    }

    [Fact]
    public async Task A_reply_needs_the_capability_to_serve()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient caller = await world.ConnectAsync(SandboxTier.Docker);
        AgentClient server = await world.ConnectAsync(world.Certify(SandboxTier.Docker, capabilities: ["rpc.call"]));
        var refused = new TaskCompletionSource<RefusalReason>();
        server.Refused += refusal => refused.TrySetResult(refusal.Reason);
        server.OnMessage((AgentClient client, in IncomingMessage message) => client.Reply(message, message.Payload));

        Task<ReceivedMessage> call = caller.RequestAsync(server.Name, Payload, null, Cancellation).AsTask();

        Assert.Equal(RefusalReason.CapabilityMissing, await refused.Task.WaitAsync(Cancellation));
        Assert.False(call.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Signature_missing_where_the_rule_wants_one_whatever_the_client_is_set_to()
    {
        await using TestWorld world = TestWorld.Start(Policies.One("data"));
        AgentClientOptions unsigned = world.Options(SandboxTier.Docker) with { SignMessages = false };
        AgentClient sender = await world.ConnectAsync(world.Certify(SandboxTier.Docker), unsigned);
        AgentClient receiver = await world.ConnectAsync(SandboxTier.Docker);

        MessageRefusedException refused = await RefusedAsync(sender, receiver.Name);

        Assert.Equal(RefusalReason.SignatureMissing, refused.Reason);
        Assert.Equal("the_rule", refused.Rule);
    }

    [Fact]
    public async Task Unsigned_messages_pass_where_the_rule_allows_them_and_the_receiver_too()
    {
        await using TestWorld world = TestWorld.Start(Policies.One("data", requirements: "signature_required: false"));
        AgentClientOptions lax = world.Options(SandboxTier.Docker) with
        {
            SignMessages = false,
            RequireSignatures = false,
        };
        AgentClient sender = await world.ConnectAsync(world.Certify(SandboxTier.Docker), lax);
        AgentClient receiver = await world.ConnectAsync(world.Certify(SandboxTier.Docker), lax);
        AgentClient strict = await world.ConnectAsync(SandboxTier.Docker);

        await sender.SendConfirmedAsync(receiver.Name, MessageType.Data, Payload, null, Cancellation);
        await sender.SendConfirmedAsync(strict.Name, MessageType.Data, Payload, null, Cancellation);

        Assert.Equal(Payload, (await receiver.ReceiveAsync(Cancellation)).Payload.ToArray());
        await EventuallyAsync(() => Counter(strict, "runs_rejected_signature_missing") == 1);
    }

    [Theory]
    [InlineData("encryption_required: true", RefusalReason.EncryptionRequired)]
    [InlineData("content_filtering: true", RefusalReason.DisclosureRequired)]
    public async Task A_message_without_what_the_rule_asks_for_is_refused(string asks, RefusalReason reason)
    {
        await using TestWorld world = TestWorld.Start(Policies.One("data", requirements: asks));
        AgentClient sender = await world.ConnectAsync(SandboxTier.Docker);
        AgentClient receiver = await world.ConnectAsync(SandboxTier.Docker);

        MessageRefusedException refused = await RefusedAsync(sender, receiver.Name);

        Assert.Equal(reason, refused.Reason);
        Assert.Equal("the_rule", refused.Rule);
    }

    [Fact]
    public async Task Rate_limited_after_the_burst_with_the_time_to_try_again()
    {
        await using TestWorld world = TestWorld.Start(Policies.One("data", rate: 1, burst: 3));
        AgentClient sender = await world.ConnectAsync(SandboxTier.Docker);
        AgentClient receiver = await world.ConnectAsync(SandboxTier.Docker);
        for (int i = 0; i < 3; i++)
        {
            await sender.SendConfirmedAsync(receiver.Name, MessageType.Data, Payload, null, Cancellation);
        }

        MessageRefusedException refused = await RefusedAsync(sender, receiver.Name);

        Assert.Equal(RefusalReason.RateLimited, refused.Reason);
        Assert.InRange(refused.RetryAfter, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Refused_messages_of_a_run_are_withheld_and_the_rest_still_verifies()
    {
        await using TestWorld world = TestWorld.Start(Policies.One("data", rate: 1, burst: 100));
        AgentClient sender = await world.ConnectAsync(SandboxTier.Docker);
        AgentClient receiver = await world.ConnectAsync(SandboxTier.Docker);
        int refused = 0;
        sender.Refused += refusal => Interlocked.Add(ref refused, (int)refusal.Count);
        await sender.SendConfirmedAsync(receiver.Name, MessageType.Data, Payload, null, Cancellation);
        Parallel.For(0, 4, _ =>
        {
            for (int i = 0; i < 100; i++)
            {
                sender.SendAsync(receiver.Name, MessageType.Data, Payload).AsTask().GetAwaiter().GetResult();
            }
        });

        await EventuallyAsync(() =>
            world.Counter("messages_accepted") + world.Counter("messages_refused_rate_limited") == 401);
        long accepted = world.Counter("messages_accepted");
        for (long i = 0; i < accepted; i++)
        {
            Assert.Equal(Payload, (await receiver.ReceiveAsync(Cancellation)).Payload.ToArray());
        }

        await EventuallyAsync(() => Volatile.Read(ref refused) == 401 - accepted);
        Assert.Equal(0, Counter(receiver, "runs_rejected_signature_invalid"));
    }

    [Theory]
    [InlineData(-31, MessageType.Data)]
    [InlineData(31, MessageType.Data)]
    [InlineData(-6, MessageType.Control)]
    [InlineData(6, MessageType.Control)]
    public async Task Timestamp_out_of_range(int seconds, MessageType type)
    {
        var clock = new ManualClock(SystemClock.Instance.UnixNanoseconds);
        await using TestWorld world = TestWorld.Start(Policies.Open, options => options with { Clock = clock });
        AgentClient receiver = await world.ConnectAsync(SandboxTier.Docker);
        AgentClient sender = await ConnectAsync(world, clock, seconds);

        Assert.Equal(RefusalReason.TimestampOutOfRange, (await RefusedAsync(sender, receiver.Name, type)).Reason);
    }

    [Fact]
    public async Task Time_to_live_over()
    {
        var clock = new ManualClock(SystemClock.Instance.UnixNanoseconds);
        await using TestWorld world = TestWorld.Start(Policies.Open, options => options with { Clock = clock });
        AgentClient receiver = await world.ConnectAsync(SandboxTier.Docker);
        AgentClient sender = await ConnectAsync(world, clock, -10);

        MessageRefusedException refused = await Assert.ThrowsAsync<MessageRefusedException>(async () =>
            await sender.SendConfirmedAsync(
                receiver.Name, MessageType.Data, Payload, new SendOptions { Ttl = 9_000 }, Cancellation));

        Assert.Equal(RefusalReason.ExpiredTtl, refused.Reason);
    }

    [Fact]
    public async Task Destination_overloaded_while_others_go_on()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient sender = await world.ConnectAsync(SandboxTier.Docker);
        AgentClientOptions small = world.Options(SandboxTier.Docker) with { ReceiveCapacity = 1 };
        AgentClient stalled = await world.ConnectAsync(world.Certify(SandboxTier.Docker), small);
        AgentClient lively = await world.ConnectAsync(SandboxTier.Docker);
        byte[] large = new byte[100_000];
        MessageRefusedException? refused = null;
        for (int i = 0; i < 200 && refused is null; i++)
        {
            try
            {
                await sender.SendConfirmedAsync(stalled.Name, MessageType.Data, large, null, Cancellation);
            }
            catch (MessageRefusedException exception)
            {
                refused = exception;
            }
        }

        await sender.SendConfirmedAsync(lively.Name, MessageType.Data, Payload, null, Cancellation);

        Assert.Equal(RefusalReason.DestinationOverloaded, refused?.Reason);
        Assert.Equal(Payload, (await lively.ReceiveAsync(Cancellation)).Payload.ToArray());
    }

    [Fact]
    public async Task Credential_expired_at_the_handshake()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);

        SessionRefusedException refused = await Assert.ThrowsAsync<SessionRefusedException>(() =>
            world.ConnectAsync(world.Certify(SandboxTier.Docker, notAfterFromNow: -Second)));

        Assert.Equal(RefusalReason.CredentialExpired, refused.Reason);
        Assert.Equal(1, world.Counter("docker_sessions_refused_credential_expired"));
    }

    [Fact]
    public async Task Credential_that_expires_during_the_session_ends_it()
    {
        var clock = new ManualClock(SystemClock.Instance.UnixNanoseconds);
        await using TestWorld world = TestWorld.Start(Policies.Open, options => options with { Clock = clock });
        AgentClient sender = await world.ConnectAsync(world.Certify(SandboxTier.Docker, notAfterFromNow: 100 * Second));
        AgentClient receiver = await world.ConnectAsync(SandboxTier.Docker);
        await sender.SendConfirmedAsync(receiver.Name, MessageType.Data, Payload, null, Cancellation);

        clock.Advance(TimeSpan.FromSeconds(200));

        Assert.Equal(RefusalReason.CredentialExpired, (await RefusedAsync(sender, receiver.Name)).Reason);
        Assert.Equal(RefusalReason.CredentialExpired, await sender.Closed.WaitAsync(TimeSpan.FromSeconds(30), Cancellation));
    }

    [Fact]
    public async Task Unauthenticated_on_another_tiers_socket()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClientOptions wrong = new()
        {
            EndPoint = world.Unix(SandboxTier.Firecracker),
            ListenerId = "firecracker",
        };

        SessionRefusedException refused = await Assert.ThrowsAsync<SessionRefusedException>(() =>
            world.ConnectAsync(world.Certify(SandboxTier.Docker), wrong));

        Assert.Equal(RefusalReason.Unauthenticated, refused.Reason);
        Assert.Equal(1, world.Counter("firecracker_sessions_refused_unauthenticated"));
    }

    [Fact]
    public async Task A_second_session_does_not_displace_the_first()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open, TestWorld.StopClock);
        AgentClient first = await world.ConnectAsync(SandboxTier.Docker, "twin");
        AgentClient other = await world.ConnectAsync(SandboxTier.Docker);

        SessionRefusedException refused = await Assert.ThrowsAsync<SessionRefusedException>(() =>
            world.ConnectAsync(SandboxTier.Docker, "twin"));

        Assert.Equal(RefusalReason.Unauthenticated, refused.Reason);
        await other.SendConfirmedAsync(first.Name, MessageType.Data, Payload, null, Cancellation);
    }

    [Fact]
    public async Task Internal_when_the_directory_is_full()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open, options => options with { MaxAgents = 1 });
        await world.ConnectAsync(SandboxTier.Docker);

        SessionRefusedException refused = await Assert.ThrowsAsync<SessionRefusedException>(() =>
            world.ConnectAsync(SandboxTier.Docker));

        Assert.Equal(RefusalReason.Internal, refused.Reason);
    }

    [Fact]
    public async Task Confidential_payloads_leave_unsealed_only_with_encryption_off()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClientOptions off = world.Options(SandboxTier.Docker) with { EncryptionEnabled = false };
        AgentClient careful = await world.ConnectAsync(SandboxTier.Docker);
        AgentClient careless = await world.ConnectAsync(world.Certify(SandboxTier.Docker), off);
        var confidential = new SendOptions { Level = SecurityLevel.Confidential };

        await careful.SendConfirmedAsync(careless.Name, MessageType.Data, Payload, confidential, Cancellation);
        await careless.SendConfirmedAsync(careful.Name, MessageType.Data, Payload, confidential, Cancellation);

        Assert.True((await careless.ReceiveAsync(Cancellation)).IsSealed);
        Assert.False((await careful.ReceiveAsync(Cancellation)).IsSealed);
    }

    [Fact]
    public async Task Refusals_are_audited_with_reason_and_rule_even_where_audit_is_off()
    {
        await using TestWorld world = TestWorld.Start(
            Policies.One("data", rate: 1, burst: 1, requirements: "audit_logging: false"));
        AgentClient sender = await world.ConnectAsync(SandboxTier.Docker);
        AgentClient receiver = await world.ConnectAsync(SandboxTier.Docker);
        await sender.SendConfirmedAsync(receiver.Name, MessageType.Data, Payload, null, Cancellation);
        await RefusedAsync(sender, receiver.Name);

        await world.Router.StopAsync();

        AuditRunRecord run = Assert.Single(AuditReader.Read(world.AuditPath).OfType<AuditRunRecord>());
        AuditedMessage message = Assert.Single(run.Messages);
        Assert.Equal(RefusalReason.RateLimited, message.Verdict);
        Assert.Equal(0, message.RuleIndex);
    }

    private static async Task<MessageRefusedException> RefusedAsync(
        AgentClient sender, AgentName destination, MessageType type = MessageType.Data) =>
        await Assert.ThrowsAsync<MessageRefusedException>(async () =>
            await sender.SendConfirmedAsync(destination, type, Payload, null, Cancellation));

    // A session whose clock has been off for so long without knowing: the router's was set meanwhile.
    private static async Task<AgentClient> ConnectAsync(TestWorld world, ManualClock router, int seconds)
    {
        long now = router.UnixNanoseconds;
        AgentClientOptions options = world.Options(SandboxTier.Docker) with { Clock = new ManualClock(now) };
        AgentClient client = await world.ConnectAsync(world.Certify(SandboxTier.Docker), options);
        router.SetUnix(now - (seconds * Second));
        return client;
    }

    private static long Counter(AgentClient client, string name) =>
        client.Counters().Single(counter => counter.Key == name).Value;

    // The router's counters are read from outside; the yield lets its thread get on. Bounded by the test's own timeout.
    private static async Task EventuallyAsync(Func<bool> condition)
    {
        while (!condition())
        {
            Cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
