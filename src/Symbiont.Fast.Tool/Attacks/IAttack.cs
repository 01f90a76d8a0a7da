namespace Symbiont.Fast.Tool;

/// <summary>One thing that a hostile agent tries against a running router.</summary>
public interface IAttack
{
    /// <summary>What is tried, in a few words.</summary>
    string Name { get; }

    /// <summary>How it must end, in a few words.</summary>
    string Expectation { get; }

    /// <summary>Tries it, once, with an identity of its own.</summary>
    /// <param name="ground">Where the router is, and who can be attacked.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="AttackException">The attempt could not be made at all.</exception>
    Task<AttackResult> RunAsync(AttackGround ground, CancellationToken cancellation);
}
