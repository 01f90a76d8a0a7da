using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Tool;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.EndToEnd;

/// <summary>The attacks that the demo shows, each with exactly what the attacker must see.</summary>
public sealed class AttackTests
{
    // How many flips the router refuses and how many the bus, grows and shrinks with what headers may say.
    private const int Any = -1;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, AttackObservation> Expectations { get; } = new()
    {
        { "forged sender", RefusedOne(RefusalReason.Unauthenticated) },
        { "altered byte in a signed batch", RefusedOne(RefusalReason.SignatureInvalid) },
        { "altered byte on the link", Closed(RefusalReason.Malformed) },
        { "replayed batch", RefusedOne(RefusalReason.Replayed) with { Receipts = 1 } },
        { "stale timestamp", RefusedOne(RefusalReason.TimestampOutOfRange) },
        { "clearance too low", RefusedOne(RefusalReason.ClearanceTooLow) },
        { "missing capability", RefusedOne(RefusalReason.CapabilityMissing) },
        { "type not allowed on the path", RefusedOne(RefusalReason.NotPermittedType) },
        { "burst over the rate limit", Burst(receipts: 5, refused: 35) },
        { "wrong tier's socket", Closed(RefusalReason.Unauthenticated) },
        { "another sandbox's socket", Closed(RefusalReason.Unauthenticated) },
        { "expired credential", Closed(RefusalReason.CredentialExpired) },
        { "malformed frame", Closed(RefusalReason.Malformed) },
        { "outsider without the router's key", Dropped },
        { "signature over another destination", Ended(RefusalReason.SignatureInvalid) },
        { "run of one batch spliced into another", Ended(RefusalReason.SignatureInvalid) },
        { "reordered messages", Ended(RefusalReason.SignatureInvalid, refused: 2) },
        { "truncated batch", Ended(RefusalReason.SignatureInvalid) },
        { "dropped batch", Ended(RefusalReason.Replayed) },
        { "dropped frame", Closed(RefusalReason.Malformed) },
        { "epoch of another session", Ended(RefusalReason.Unauthenticated) },
        { "destination that does not exist", Ended(RefusalReason.UnknownDestination) },
        { "timestamp extremes", RefusedOne(RefusalReason.TimestampOutOfRange) with { Refused = 5 } },
        { "time to live over", RefusedOne(RefusalReason.ExpiredTtl) },
        {
            "signature suite 0 on a signed path",
            RefusedOne(RefusalReason.SignatureMissing) with { Rule = "docker_to_gvisor" }
        },
        { "signature suite that is not assigned", Closed(RefusalReason.Malformed) },
        { "withheld message in a batch", Closed(RefusalReason.Malformed) },
        { "reply that is no call's", Closed(RefusalReason.Malformed) },
        { "payload over the limit", Closed(RefusalReason.PayloadTooLarge) },
        { "control code that is not assigned", Closed(RefusalReason.Malformed) },
        { "router's word from an agent", Closed(RefusalReason.Malformed) },
        {
            "altered batch on a pipelined path",
            Closed(RefusalReason.SignatureInvalid) with { Receipts = 1, Undelivered = 1 }
        },
        {
            "batch replayed in the next session", Ended(RefusalReason.Unauthenticated) with { Receipts = 1 }
        },
        {
            "batch replayed across a restart",
            AttackObservation.Nothing with { Note = "1 accepted, 1 refused after the restart" }
        },
        { "second session by a clone", Closed(RefusalReason.Unauthenticated) with { Receipts = 1 } },
        { "lane of another's session", Closed(RefusalReason.Unauthenticated) },
        { "revoked in mid-session", Closed(RefusalReason.Revoked) with { Receipts = 1 } },
        {
            "compression bomb",
            AttackObservation.Nothing with
            {
                Receipts = 2, Undelivered = 2, Note = "destination rejects 1, delivers 1",
            }
        },
        {
            "dropped run",
            AttackObservation.Nothing with
            {
                Receipts = 2, Undelivered = 2, Note = "destination counts 1 missing run",
            }
        },
        { "stolen credential without its keys", Closed(RefusalReason.Unauthenticated) },
        { "stolen credential and static key", Closed(RefusalReason.Unauthenticated) },
        { "certificate of another operator", Closed(RefusalReason.Unauthenticated) },
        { "credential of an expired issuer", Closed(RefusalReason.CredentialExpired) },
        { "batch before the proof of the signing key", Closed(RefusalReason.Unauthenticated) },
        { "classical handshake", Dropped },
        { "handshake suite lowered on the way", Dropped },
        { "AEAD offer lowered on the way", Dropped },
        { "handshake relayed to another listener", Dropped },
        { "process of another user", Dropped },
        {
            "router played to an agent whose keys were stolen",
            AttackObservation.Nothing with { Note = "neither answer was taken" }
        },
        {
            "flood of handshakes that stall",
            AttackObservation.Nothing with { Receipts = 1, Note = "350 of 350 dropped, 1 served" }
        },
        {
            "every header bit flipped",
            AttackObservation.Nothing with { Refused = Any, Note = "1,152 of 1,152 flips withstood" }
        },
    };

    [Fact]
    public void Every_attack_has_an_expectation() =>
        Assert.Equal(AllAttacks.InOrder.Select(attack => attack.Name), Expectations.Select(row => row.Data.Item1));

    [Theory]
    [MemberData(nameof(Expectations))]
    public async Task The_attacker_sees(string name, AttackObservation expected)
    {
        await using TestWorld world = TestWorld.Start(
            Policies.Open, options => options with
            {
                Policies = DemoPolicy.Rules,
                Listeners = [.. options.Listeners, .. Guarded(options.AuditPath!).All],
                RevocationPath = RevocationPath(options.AuditPath!),
            });
        AttackGround ground = await GroundAsync(world);

        AttackResult result = await AllAttacks.InOrder.Single(attack => attack.Name == name)
            .RunAsync(ground, Cancellation);

        AttackObservation seen = result.Observation;
        Assert.Equal(expected, expected.Refused == Any ? seen with { Refused = Any } : seen);
        Assert.True(result.Held);
        Assert.Equal(expected.Receipts, world.Counter("messages_accepted"));
    }

    private static async Task<AttackGround> GroundAsync(TestWorld world)
    {
        var victims = new Dictionary<SandboxTier, AgentName>();
        var endPoints = new Dictionary<SandboxTier, TransportEndPoint>();
        foreach (SandboxTier tier in Vocabulary.Tiers.ToArray())
        {
            AgentClient victim = await world.ConnectAsync(tier);
            victims.Add(tier, victim.Name);
            endPoints.Add(tier, world.Unix(tier));
        }

        return new AttackGround
        {
            EndPoints = endPoints,
            Guarded = Guarded(world.AuditPath),
            Victims = victims,
            Issuer = world.Issuer,
            Operator = world.Operator,
            RevocationPath = RevocationPath(world.AuditPath),
            RouterKey = world.RouterKey,
            ControlBurst = DemoPolicy.Find(SandboxTier.Firecracker, SandboxTier.Docker, MessageType.Control)!
                .RateLimits!.BurstSize,
        };
    }

    private static GuardedListeners Guarded(string auditPath) => new(Path.GetDirectoryName(auditPath)!);

    private static string RevocationPath(string auditPath) => auditPath + ".revoked";

    private static AttackObservation Dropped =>
        AttackObservation.Nothing with { Ending = LinkEnding.Dropped };

    private static AttackObservation Ended(RefusalReason reason, int refused = 1) =>
        Closed(reason) with { Refused = refused };

    private static AttackObservation RefusedOne(RefusalReason reason) =>
        AttackObservation.Nothing with { Refused = 1, Reason = reason };

    private static AttackObservation Closed(RefusalReason reason) =>
        AttackObservation.Nothing with { Reason = reason, Ending = LinkEnding.Closed };

    private static AttackObservation Burst(int receipts, int refused) => AttackObservation.Nothing with
    {
        Receipts = receipts,
        Refused = refused,
        Reason = RefusalReason.RateLimited,
        Rule = "firecracker_to_docker_control",
    };
}
