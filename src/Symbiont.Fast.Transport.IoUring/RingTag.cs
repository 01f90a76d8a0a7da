namespace Symbiont.Fast.Transport.IoUring;

/// <summary>
/// The user data of a submission: which operation of which target. The generation tells a slot's users apart, so that
/// what completes late is nobody else's.
/// </summary>
/// <param name="Operation">What.</param>
/// <param name="Slot">The target's place.</param>
/// <param name="Generation">Of 24 bits.</param>
internal readonly record struct RingTag(RingOperation Operation, int Slot, uint Generation)
{
    public const uint GenerationMask = 0xFF_FFFF;

    private const int OperationShift = 56;
    private const int GenerationShift = 32;

    public static RingTag From(ulong userData) => new(
        (RingOperation)(userData >> OperationShift), (int)(uint)userData,
        (uint)(userData >> GenerationShift) & GenerationMask);

    public ulong ToUserData() =>
        ((ulong)Operation << OperationShift) | ((ulong)Generation << GenerationShift) | (uint)Slot;
}
