using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Routing.Audit;

/// <summary>A security event to be recorded.</summary>
/// <param name="Time">When it happened, in nanoseconds since 1970 UTC.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Who">The agent's name, or the listener's while no agent has proved one; cut after 255 bytes.</param>
/// <param name="Reason">Why; <see cref="RefusalReason.None"/> when nothing was refused.</param>
/// <param name="Detail">More, for a reader; never a secret; cut after 1,024 bytes.</param>
/// <param name="KeyId">The agent's key id, or 0.</param>
/// <param name="Epoch">The agent's session number, or 0.</param>
public readonly record struct AuditEvent(
    long Time, AuditEventKind Kind, string Who, RefusalReason Reason, string Detail, ulong KeyId = 0, uint Epoch = 0)
{
    /// <summary>The most bytes of <see cref="Who"/>.</summary>
    internal const int MaxWho = 255;

    /// <summary>The most bytes of <see cref="Detail"/>.</summary>
    internal const int MaxDetail = 1024;
}
