using BenchmarkDotNet.Attributes;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Benchmarks.Framing;

/// <summary>
/// What it costs to check a whole batch of 256 messages, and then to walk it. Times and allocations are per message.
/// </summary>
[MemoryDiagnoser]
public class BatchReading
{
    private const int Messages = WireLimits.MaxBatchMessages;

    // The format's rules look at lengths and padding, never into a payload: its size does not matter.
    private const int Payload = 64;

    private byte[] _body = [];

    /// <summary>All messages in one run, or each in its own: the least and the most runs of a batch.</summary>
    [Params(1, Messages)]
    public int Runs { get; set; }

    /// <summary>Composes the batch and makes sure that it is one.</summary>
    [GlobalSetup]
    public void Compose()
    {
        _body = ComposedBatch.Bytes(Runs, Messages / Runs, Payload);
        FrameError error = BatchView.TryRead(_body, out BatchView batch);
        if (error != FrameError.None || batch.Header.MessageCount != Messages)
        {
            throw new InvalidOperationException($"The composed batch is not readable: {error}.");
        }
    }

    /// <summary>Checks every rule of the format from the first byte to the last.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public FrameError TryRead() => BatchView.TryRead(_body, out _);

    /// <summary>
    /// Checks, then visits every message: what the router does with a batch before it judges anything.
    /// </summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public long TryReadAndWalk()
    {
        long bytes = 0;
        if (BatchView.TryRead(_body, out BatchView batch) == FrameError.None)
        {
            foreach (RunView run in batch.Runs)
            {
                foreach (MessageView message in run.Messages)
                {
                    bytes += message.Payload.Length;
                }
            }
        }

        return bytes;
    }
}
