using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Identity;

namespace Symbiont.Fast.EndToEnd;

/// <summary>The pipeline alone, with an audit log that nobody writes out: sooner or later it takes no more.</summary>
public sealed class AuditBeforeDeliveryTests : IDisposable
{
    private const int Messages = 64;

    private readonly PipelineWorld _world =
        new(Policies.One("data", requirements: "signature_required: false"));

    [Fact]
    public void What_cannot_be_recorded_is_not_delivered()
    {
        AgentSession sender = _world.Open("sender");
        AgentSession destination = _world.Open("destination");
        int delivered = 0;
        while (_world.Audit.Refused == 0)
        {
            Assert.Equal(RefusalReason.None, _world.Send(sender, destination, Messages));
            delivered += PipelineWorld.Drain(destination).Runs.Count;
            PipelineWorld.Drain(sender);
        }

        // The last batch is the one that the log did not take.
        Assert.True(delivered > 0);
        Assert.Equal(delivered * Messages, _world.Count("messages_accepted"));
        Assert.Equal(Messages, _world.Count("messages_refused_internal"));
        Assert.Equal(delivered, _world.Count("runs_delivered"));
    }

    public void Dispose() => _world.Dispose();
}
