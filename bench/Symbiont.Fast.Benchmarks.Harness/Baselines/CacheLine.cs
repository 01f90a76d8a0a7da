using System.Runtime.InteropServices;
using Symbiont.Fast.Concurrent;

namespace Symbiont.Fast.Benchmarks.Harness;

/// <summary>
/// One cache line to the other core and back: the least that any answer from there can cost. Where cores are virtual it
/// changes with where the host puts them, and everything in shared memory changes with it.
/// </summary>
internal sealed class CacheLine : IPingPong
{
    private const string Other = "other core";

    private readonly Responder _responder = new();
    private readonly SpinningRole _other;
    private int _value;

    private CacheLine(Placement placement) => _other = new SpinningRole(_responder, placement.CoreOf(Other));

    public static Scenario Scenario() => new(
        "cache-line", [new Role("this core", 0, Spins: true), new Role(Other, 1, Spins: true)],
        placement => new CacheLine(placement));

    public void RoundTrip()
    {
        // Odd numbers are questions, the even ones after them answers.
        int answer = _value + 2;
        Volatile.Write(ref _responder.Line.Value, answer - 1);
        var watch = new StallWatch(_other);
        while (Volatile.Read(ref _responder.Line.Value) != answer)
        {
            watch.Turn();
        }

        _value = answer;
    }

    public void Resume() => _other.Resume();

    public void Pause() => _other.Pause();

    public void Dispose() => _other.Dispose();

    private sealed class Responder : IDutyCycle
    {
        public Shared Line;

        public string Name => Other;

        public int DoWork()
        {
            int value = Volatile.Read(ref Line.Value);
            if ((value & 1) == 0)
            {
                return 0;
            }

            Volatile.Write(ref Line.Value, value + 1);
            return 1;
        }
    }

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Shared
    {
        // 0..127 empty.
        [FieldOffset(128)]
        public int Value;

        // 132..255 empty.
    }
}
