namespace Symbiont.Fast.Tool;

/// <summary>Every attack, in the order in which the demo shows them.</summary>
public static class AllAttacks
{
    /// <summary>The attacks.</summary>
    public static IReadOnlyList<IAttack> InOrder { get; } =
    [
        new ForgedSenderAttack(),
        new AlteredBatchAttack(),
        new AlteredLinkAttack(),
        new ReplayAttack(),
        new StaleTimestampAttack(),
        new ClearanceAttack(),
        new CapabilityAttack(),
        new TypeAttack(),
        new BurstAttack(),
        new WrongSocketAttack(),
        new OtherSandboxAttack(),
        new ExpiredCredentialAttack(),
        new MalformedFrameAttack(),
        new NoHandshakeAttack(),
        .. ForgedSignatures.All,
        .. BrokenChains.All,
        .. BrokenForms.All,
        new PipelinedForgeryAttack(),
        new CrossSessionReplayAttack(),
        new RestartReplayAttack(),
        new CloneAttack(),
        new StolenLaneAttack(),
        new RevokedAttack(),
        new CompressionBombAttack(),
        new DroppedRunAttack(),
        new StolenCredentialAttack(withStaticKey: false),
        new StolenCredentialAttack(withStaticKey: true),
        new ForeignOperatorAttack(),
        new ExpiredIssuerAttack(),
        new UnprovenAttack(),
        .. FirstFrameAttack.All,
        new ImpersonatedRouterAttack(),
        new StalledHandshakesAttack(),
        new FlippedBitsAttack(),
    ];
}
