using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Benchmarks.Framing;

/// <summary>
/// Writes a batch body as an agent would; only its signature is zeros, which reading does not look at.
/// </summary>
internal static class ComposedBatch
{
    private const long Created = 1_750_000_000_000_000_000;

    public static byte[] Bytes(int runs, int messagesInRun, int payload)
    {
        int message = MessageHeader.Size + WireLimits.Align(payload);
        int run = RunHeader.Size + (messagesInRun * message);
        var body = new byte[BatchHeader.Size + (runs * run) + SignatureSuites.Length(SignatureSuite.Ed25519)];
        BatchHeader.Write(
            body, SignatureSuite.Ed25519, runs, runs * messagesInRun, senderKeyId: 7, epoch: 1, firstSequence: 1,
            Created, previousRoot: new byte[32]);
        for (int i = 0; i < runs; i++)
        {
            WriteRun(body.AsSpan(BatchHeader.Size + (i * run), run), i, messagesInRun, payload);
        }

        return body;
    }

    private static void WriteRun(Span<byte> destination, int index, int messages, int payload)
    {
        int message = MessageHeader.Size + WireLimits.Align(payload);
        RunHeader.Write(
            destination, DestinationKind.Agent, messages, handle: (uint)index + 1,
            firstSequence: (ulong)(index * messages) + 1, runNumber: 1, byteCount: messages * message);
        for (int i = 0; i < messages; i++)
        {
            MessageHeader.Write(
                destination[(RunHeader.Size + (i * message))..], Created, correlation: 0, payload, ttl: 0, selector: 0,
                MessageType.Data, SecurityLevel.Public, MessageFlags.None);
        }
    }
}
