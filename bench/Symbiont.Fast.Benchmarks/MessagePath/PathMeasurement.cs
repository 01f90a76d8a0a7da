namespace Symbiont.Fast.Benchmarks.MessagePath;

/// <summary>
/// Sends the same batches through one <see cref="PathWorld"/> round after round, and times the three stages apart. The
/// first rounds warm up, with pauses in which the compiler finishes what it works on aside, and do not count; of the
/// others the lower decile does: where cores are shared, the median measures the neighbours. Times are the thread's own.
/// Bytes allocated are counted over all rounds that count.
/// </summary>
internal sealed class PathMeasurement
{
    private const int WarmUpRounds = 10;
    private const int Rounds = 21;
    private const int RoundMessages = 4096;
    private const int RoundBytes = 16 << 20;

    private static readonly TimeSpan WarmUpPause = TimeSpan.FromMilliseconds(120);

    private readonly double[] _sender = new double[Rounds];
    private readonly double[] _router = new double[Rounds];
    private readonly double[] _destination = new double[Rounds];
    private readonly long[] _allocated = new long[3];
    private int _messages;

    private PathMeasurement(int batch, int payload) => (Batch, Payload) = (batch, payload);

    public int Batch { get; }

    public int Payload { get; }

    /// <summary>How many messages really stood in a batch: it closes at 128 KiB.</summary>
    public int Filled { get; private set; }

    /// <summary>Nanoseconds and bytes allocated a message.</summary>
    public (double Nanoseconds, double Bytes) Sender => (Quiet(_sender), Bytes(0));

    public (double Nanoseconds, double Bytes) Router => (Quiet(_router), Bytes(1));

    public (double Nanoseconds, double Bytes) Destination => (Quiet(_destination), Bytes(2));

    public static PathMeasurement Run(int batch, int payload, bool audited)
    {
        var measurement = new PathMeasurement(batch, payload);
        using var world = new PathWorld(audited);
        byte[] text = new byte[payload];
        new Random(payload).NextBytes(text);
        measurement.Filled = world.Send(batch, text, out ReadOnlySpan<byte> frame);
        byte[] records = new byte[frame.Length + 4096];
        world.Deliver(records.AsSpan(0, world.Route(frame, records)));

        int batches = Math.Clamp(RoundMessages / measurement.Filled, 1, Math.Max(1, RoundBytes / records.Length));
        byte[][] sent = [.. Enumerable.Range(0, batches).Select(_ => new byte[records.Length])];
        byte[][] routed = [.. Enumerable.Range(0, batches).Select(_ => new byte[records.Length])];
        int[] lengths = new int[batches];
        for (int round = -WarmUpRounds; round < Rounds; round++)
        {
            if (round < 0)
            {
                Thread.Sleep(WarmUpPause);
            }

            measurement.RunRound(round, world, text, sent, routed, lengths);
        }

        return measurement;
    }

    private void RunRound(int round, PathWorld world, byte[] text, byte[][] sent, byte[][] routed, int[] lengths)
    {
        int messages = sent.Length * Filled;
        Span<long> times = stackalloc long[4];
        Span<long> bytes = stackalloc long[4];
        Mark(times, bytes, 0);
        for (int i = 0; i < sent.Length; i++)
        {
            world.Send(Batch, text, out ReadOnlySpan<byte> frame);
            frame.CopyTo(sent[i]);
            lengths[i] = frame.Length;
        }

        Mark(times, bytes, 1);
        for (int i = 0; i < sent.Length; i++)
        {
            lengths[i] = world.Route(sent[i].AsSpan(0, lengths[i]), routed[i]);
        }

        Mark(times, bytes, 2);
        int delivered = 0;
        for (int i = 0; i < sent.Length; i++)
        {
            delivered += world.Deliver(routed[i].AsSpan(0, lengths[i]));
        }

        Mark(times, bytes, 3);
        if (delivered != messages)
        {
            throw new InvalidOperationException($"{delivered} of {messages} messages arrived.");
        }

        if (round >= 0)
        {
            _sender[round] = (double)(times[1] - times[0]) / messages;
            _router[round] = (double)(times[2] - times[1]) / messages;
            _destination[round] = (double)(times[3] - times[2]) / messages;
            _messages += messages;
            for (int stage = 0; stage < _allocated.Length; stage++)
            {
                _allocated[stage] += bytes[stage + 1] - bytes[stage];
            }
        }
    }

    private double Bytes(int stage) => (double)_allocated[stage] / _messages;

    private static void Mark(Span<long> times, Span<long> bytes, int index)
    {
        bytes[index] = GC.GetAllocatedBytesForCurrentThread();
        times[index] = ThreadTime.Nanoseconds;
    }

    private static double Quiet(double[] values) => values.Order().ElementAt(values.Length / 10);
}
