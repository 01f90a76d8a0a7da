using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Audit;
using Symbiont.Fast.Routing.Delivery;
using Symbiont.Fast.Routing.Identity;
using Symbiont.Fast.Routing.Policy;

namespace Symbiont.Fast.Routing;

/// <summary>
/// Step 7 of the message flow, and what belongs to it: audit takes the verdicts of a run, room at the destination is
/// claimed, the run is written; then the sender is told. Owned by its shard's thread.
/// </summary>
internal sealed class RunSettlement(
    BatchAuthentication authentication, PolicyTable policy, AuditTrail? audit, RouteCounters counters)
{
    /// <summary>
    /// Settles a run whose messages have their verdicts. Audit comes before delivery: room in the log is claimed first, so
    /// nothing is delivered that could not be recorded.
    /// </summary>
    /// <param name="route">Between whom.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="place">Where the run stands in it, and the time of the decision.</param>
    /// <param name="run">The run.</param>
    /// <param name="verdicts">The verdicts; those that had to be changed are changed here.</param>
    /// <param name="mayHold">Whether the run may wait for room.</param>
    /// <param name="yields">Whether it waits, if it may, although there is room: others wait for that.</param>
    /// <returns>
    /// 0 when the run is dealt with; else it waits, by the policy of what is still accepted in it, for so many bytes of
    /// room: nothing is recorded yet.
    /// </returns>
    public int Settle(
        RunRoute route, BatchView batch, RunPlace place, RunView run, Span<RouteVerdict> verdicts, bool mayHold,
        bool yields)
    {
        AuditRunClaim record = default;
        bool audited = audit is not null && WantsAudit(verdicts);
        bool isLogFull = audited && !TryBeginRecord(route.Sender, route.Agent, place, run, out record);
        if (isLogFull)
        {
            audited = false;
            RefuseAccepted(verdicts, RefusalReason.Internal);
        }

        SharedRingClaim room = default;
        Span<byte> path = stackalloc byte[WireLimits.MaxPath * 32];
        bool delivers = HasAccepted(verdicts);
        if (delivers)
        {
            path = path[..(authentication.Path(place.Position.Run, path) * 32)];
            int size = RunDelivery.Size(batch, run, verdicts, path.Length / 32);
            RefusalReason reason = yields && mayHold && AllMayWait(verdicts)
                ? RefusalReason.DestinationOverloaded
                : RunDelivery.TryClaim(route.Sender, route.Lane!, size, out room);
            if (reason == RefusalReason.DestinationOverloaded && mayHold && KeepsHeld(verdicts))
            {
                if (audited)
                {
                    record.Abort();
                }

                return RunDelivery.Needs(route.Sender, route.Lane!)
                    + RunDelivery.Size(batch, run, verdicts, path.Length / 32);
            }

            if (reason != RefusalReason.None)
            {
                RefuseAccepted(verdicts, reason);
                delivers = false;
            }
        }

        if (!audited && !isLogFull && !delivers && audit is not null && WantsAudit(verdicts))
        {
            // A refusal that nobody expected: what its rule accepts is not recorded, but refusals always are.
            audited = TryBeginRecord(route.Sender, route.Agent, place, run, out record);
        }

        if (audited)
        {
            FillRecord(ref record, batch, place, run, verdicts);
        }

        if (delivers)
        {
            RunDelivery.Write(
                room.Bytes, batch, run, verdicts, place.Position.Run, path, authentication, place.Position.Message);
            room.Commit();
            route.Lane!.Port.Announce();
            counters.CountRun();
        }

        return 0;
    }

    private bool AllMayWait(ReadOnlySpan<RouteVerdict> verdicts)
    {
        foreach (RouteVerdict verdict in verdicts)
        {
            if (verdict.IsAccepted && !policy.Rule(verdict.RuleIndex).Holds)
            {
                return false;
            }
        }

        return true;
    }

    // Refuses what its rule does not let wait; true when something is left.
    private bool KeepsHeld(Span<RouteVerdict> verdicts)
    {
        foreach (ref RouteVerdict verdict in verdicts)
        {
            if (verdict.IsAccepted && !policy.Rule(verdict.RuleIndex).Holds)
            {
                verdict = verdict with { Reason = RefusalReason.DestinationOverloaded };
            }
        }

        return HasAccepted(verdicts);
    }

    /// <summary>Counts the verdicts and tells the sender; false when its session has caused too many refusals.</summary>
    public bool Tell(AgentSession sender, RunView run, ReadOnlySpan<RouteVerdict> verdicts, long now)
    {
        Count(verdicts);
        bool bearable = true;
        foreach (RouteVerdict verdict in verdicts)
        {
            bearable &= verdict.IsAccepted || sender.TryChargeRefusal(now);
        }

        int lost = SenderNotices.Send(sender, run, verdicts, policy);
        if (lost > 0)
        {
            counters.CountLostNotices(lost);
        }

        return bearable;
    }

    /// <summary>Counts the verdicts where there is nobody to tell.</summary>
    public void Count(ReadOnlySpan<RouteVerdict> verdicts)
    {
        foreach (RouteVerdict verdict in verdicts)
        {
            counters.Count(verdict.Reason);
        }
    }

    /// <summary>What was accepted is refused after all.</summary>
    public static void RefuseAccepted(Span<RouteVerdict> verdicts, RefusalReason reason)
    {
        foreach (ref RouteVerdict verdict in verdicts)
        {
            if (verdict.IsAccepted)
            {
                verdict = verdict with { Reason = reason };
            }
        }
    }

    private bool WantsAudit(ReadOnlySpan<RouteVerdict> verdicts)
    {
        foreach (RouteVerdict verdict in verdicts)
        {
            if (!verdict.IsAccepted || policy.Rule(verdict.RuleIndex).AuditLogging)
            {
                return true;
            }
        }

        return false;
    }

    private bool TryBeginRecord(
        AgentSession sender, AgentEntry? destination, RunPlace place, RunView run, out AuditRunClaim record)
    {
        RunHeader header = run.Header;
        var about = new AuditRunHeader
        {
            Time = place.Now,
            Policy = policy,
            SenderHandle = sender.Agent.Handle,
            Sender = sender.Agent.Name,
            SenderKeyId = sender.Admission.SigningKey.KeyId,
            SenderEpoch = sender.Epoch,
            DestinationKind = header.DestinationKind,
            DestinationHandle = header.Destination,
            Destination = destination?.Name,
            FirstSequence = header.FirstSequence,
            RunNumber = header.RunNumber,
            BatchRoot = authentication.Root,
            MessageCount = header.MessageCount,
        };
        return audit!.TryBeginRun(about, out record);
    }

    private void FillRecord(
        ref AuditRunClaim record, BatchView batch, RunPlace place, RunView run, ReadOnlySpan<RouteVerdict> verdicts)
    {
        int index = 0;
        foreach (MessageView message in run.Messages)
        {
            MessageHeader header = message.Header;
            RouteVerdict verdict = verdicts[index];
            record.Add(
                verdict.Reason, verdict.RuleIndex, header.Type, header.Level, header.PayloadLength,
                authentication.Leaf(batch, place.Position.Message + index));
            index++;
        }

        record.Commit();
    }

    private static bool HasAccepted(ReadOnlySpan<RouteVerdict> verdicts)
    {
        foreach (RouteVerdict verdict in verdicts)
        {
            if (verdict.IsAccepted)
            {
                return true;
            }
        }

        return false;
    }
}
