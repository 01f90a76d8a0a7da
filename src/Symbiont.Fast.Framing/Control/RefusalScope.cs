namespace Symbiont.Fast.Framing;

/// <summary>What a refusal is about.</summary>
public enum RefusalScope : byte
{
    /// <summary>Messages, by their sequences.</summary>
    Messages = 1,

    /// <summary>A control request, by its request id.</summary>
    Request = 2,
}
