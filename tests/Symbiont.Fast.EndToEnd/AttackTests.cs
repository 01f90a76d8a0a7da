using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Tool;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.EndToEnd;

/// <summary>The attacks that the demo shows, each with exactly what the attacker must see.</summary>
public sealed class AttackTests
{
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
        { "expired credential", Closed(RefusalReason.CredentialExpired) },
        { "malformed frame", Closed(RefusalReason.Malformed) },
        { "outsider without the router's key", AttackObservation.Nothing with { Ending = LinkEnding.Dropped } },
    };

    [Fact]
    public void Every_attack_has_an_expectation() =>
        Assert.Equal(AllAttacks.InOrder.Select(attack => attack.Name), Expectations.Select(row => row.Data.Item1));

    [Theory]
    [MemberData(nameof(Expectations))]
    public async Task The_attacker_sees(string name, AttackObservation expected)
    {
        await using TestWorld world = TestWorld.Start(
            Policies.Open, options => options with { Policies = DemoPolicy.Rules });
        AttackGround ground = await GroundAsync(world);

        AttackResult result = await AllAttacks.InOrder.Single(attack => attack.Name == name)
            .RunAsync(ground, Cancellation);

        Assert.Equal(expected, result.Observation);
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
            Victims = victims,
            Issuer = world.Issuer,
            RouterKey = world.RouterKey,
            ControlBurst = DemoPolicy.Find(SandboxTier.Firecracker, SandboxTier.Docker, MessageType.Control)!
                .RateLimits!.BurstSize,
        };
    }

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
