using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Policy;

namespace Symbiont.Fast.Routing.Audit;

/// <summary>Turns bodies into records, and remembers the names that earlier records introduced.</summary>
internal sealed class AuditDecoder
{
    private readonly Dictionary<uint, string> _agents = [];
    private readonly Dictionary<uint, IReadOnlyList<CommunicationPolicy>> _policies = [];

    public AuditRecord Decode(AuditRecordKind kind, ReadOnlySpan<byte> body, long number, long offset) => kind switch
    {
        AuditRecordKind.Run => DecodeRun(new RunBody(body), number, offset),
        AuditRecordKind.Event => DecodeEvent(new EventBody(body), number, offset),
        AuditRecordKind.Policy => DecodePolicy(new PolicyBody(body), number, offset),
        _ => DecodeAgent(new AgentBody(body), number, offset),
    };

    private AuditEventRecord DecodeEvent(EventBody body, long number, long offset)
    {
        if (body.Kind == AuditEventKind.LogOpened)
        {
            // Another run of a router, which gives handles and generations anew.
            _agents.Clear();
            _policies.Clear();
        }

        return new AuditEventRecord(number, offset, new AuditEvent(
            body.Time, body.Kind, body.Who, body.Reason, body.Detail, body.KeyId, body.Epoch));
    }

    private AuditPolicyRecord DecodePolicy(PolicyBody body, long number, long offset)
    {
        IReadOnlyList<CommunicationPolicy> rules = body.Rules();
        _policies[body.Generation] = rules;
        return new AuditPolicyRecord(number, offset, body.Time, body.Generation, rules);
    }

    private AuditAgentRecord DecodeAgent(AgentBody body, long number, long offset)
    {
        string name = body.Name;
        _agents[body.Handle] = name;
        return new AuditAgentRecord(number, offset, body.Handle, name);
    }

    private AuditRunRecord DecodeRun(RunBody body, long number, long offset)
    {
        IReadOnlyList<CommunicationPolicy> rules = _policies.GetValueOrDefault(body.PolicyGeneration, []);
        var messages = new AuditedMessage[body.MessageCount];
        for (int index = 0; index < messages.Length; index++)
        {
            messages[index] = DecodeMessage(body.Message(index), body.FirstSequence + (ulong)index, rules);
        }

        return new AuditRunRecord(number, offset)
        {
            Time = body.Time,
            PolicyGeneration = body.PolicyGeneration,
            SenderHandle = body.Sender,
            Sender = _agents.GetValueOrDefault(body.Sender),
            SenderKeyId = body.SenderKeyId,
            SenderEpoch = body.SenderEpoch,
            DestinationKind = body.DestinationKind,
            DestinationHandle = body.Destination,
            Destination = _agents.GetValueOrDefault(body.Destination),
            RunNumber = body.RunNumber,
            BatchRoot = body.BatchRoot.ToArray(),
            Messages = messages,
        };
    }

    private static AuditedMessage DecodeMessage(
        RunMessageEntry entry, ulong sequence, IReadOnlyList<CommunicationPolicy> rules)
    {
        int rule = entry.RuleIndex;
        string? ruleName = rule >= 0 && rule < rules.Count ? rules[rule].Name : null;
        return new AuditedMessage(
            sequence, entry.Verdict, rule, ruleName, entry.Type, entry.Level, entry.PayloadLength,
            entry.LeafHash.ToArray());
    }
}
