namespace Symbiont.Fast.Framing;

/// <summary>The isolation tier of the sandbox an agent runs in. The numbers travel on the wire.</summary>
public enum SandboxTier : byte
{
    /// <summary>Tier 1: a Docker container.</summary>
    Docker = 1,

    /// <summary>Tier 2: gVisor, a user-space kernel.</summary>
    GVisor = 2,

    /// <summary>Tier 3: a Firecracker micro-VM.</summary>
    Firecracker = 3,
}
