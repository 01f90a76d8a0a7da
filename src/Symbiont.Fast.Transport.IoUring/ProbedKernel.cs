using System.Globalization;
using Symbiont.Fast.Interop.Linux;
using Symbiont.Fast.Memory;

namespace Symbiont.Fast.Transport.IoUring;

/// <summary>The kernel, as <see cref="IoUringProbe"/> asks it. For one thread.</summary>
internal sealed class ProbedKernel : IProbedKernel
{
    private const int Queue = 8;
    private const int Buffers = 2;
    private const int BufferBytes = 4096;
    private const int PatienceMilliseconds = 1000;
    private const byte Sent = 0x5A;
    private const ulong SendTag = 1;
    private const ulong ReceiveTag = 2;

    private Interop.Linux.IoUring? _ring;

    /// <inheritdoc/>
    public IoUringFeatures Features => _ring!.Features;

    /// <inheritdoc/>
    public void SetUp(IoUringSetup setup) => _ring = new Interop.Linux.IoUring(Queue, 2 * Queue, setup);

    /// <inheritdoc/>
    public bool[] AskOperations() => _ring!.AskOperations();

    /// <inheritdoc/>
    public bool TryRoundTrip(out string failure)
    {
        using var pair = new SocketPair();
        using var slab = new NativeSlab(1);
        using var buffers = new IoUringBuffers(_ring!, 0, Buffers, BufferBytes);
        slab.Span[0] = Sent;
        _ring!.Next().ReceiveMany(pair.One, buffers.Group, ReceiveTag);
        _ring.Next().Send(pair.Other, slab.Address, 1, 0, SendTag);
        failure = string.Empty;
        for (int completions = 0; completions < 2; completions++)
        {
            int error = _ring.HasCompletions ? 0 : _ring.Enter(1, PatienceMilliseconds);
            if (error != 0 || !_ring.TryTake(out IoUringCompletion completion))
            {
                failure = Say("a ring's operations do not complete", error);
                return false;
            }

            bool isReceived = completion.UserData == ReceiveTag;
            if (completion.Result != 1 || (isReceived && buffers.Bytes(completion.Buffer)[0] != Sent))
            {
                failure = Say(isReceived ? "receiving through a ring fails" : "sending fails", -completion.Result);
                return false;
            }
        }

        _ring.Next().Cancel(ReceiveTag, 0);
        _ring.Enter(1, PatienceMilliseconds);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _ring?.Dispose();

    private static string Say(string what, int error) =>
        string.Create(CultureInfo.InvariantCulture, $"{what} (errno {error})");
}
