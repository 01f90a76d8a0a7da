using Symbiont.Fast.Interop.Linux;

namespace Symbiont.Fast.Benchmarks.Harness;

/// <summary>Which core each role of a scenario gets on this machine.</summary>
public sealed class Placement
{
    private readonly IReadOnlyList<(Role Role, int Core)> _places;

    private Placement(IReadOnlyList<(Role Role, int Core)> places) => _places = places;

    /// <summary>Why the roles cannot be measured here; null when they can.</summary>
    public string? Obstacle => _places
        .GroupBy(place => place.Core)
        .Where(group => group.Count() > 1 && group.Any(place => place.Role.Spins))
        .Select(group => $"{Names(group)} would share core {group.Key}, where one of them spins")
        .FirstOrDefault();

    /// <summary>The first role's core: the measuring thread plays that role.</summary>
    public int Measuring => _places[0].Core;

    /// <summary>Gives each role its core.</summary>
    /// <param name="roles">At least one, the measuring thread's first.</param>
    /// <param name="cores">The cores that may be used, such as <see cref="ThreadAffinity.Allowed"/> says.</param>
    /// <exception cref="ArgumentException">There is no role or no core.</exception>
    public static Placement Of(IReadOnlyList<Role> roles, IReadOnlyList<int> cores)
    {
        if (roles.Count == 0 || cores.Count == 0)
        {
            throw new ArgumentException("A placement takes at least one role and one core.");
        }

        return new Placement([.. roles.Select(role => (role, cores[role.Core % cores.Count]))]);
    }

    /// <summary>The core of one role.</summary>
    /// <exception cref="InvalidOperationException">There is no such role.</exception>
    public int CoreOf(string role) => _places.Single(place => place.Role.Name == role).Core;

    /// <summary>Says who runs where, core by core: <c>agent + echo on core 0 (shared); relay on core 1</c>.</summary>
    public override string ToString() => string.Join("; ", _places
        .GroupBy(place => place.Core)
        .Select(group => $"{Names(group)} on core {group.Key}{(group.Count() > 1 ? " (shared)" : "")}"));

    private static string Names(IEnumerable<(Role Role, int Core)> places) =>
        string.Join(" + ", places.Select(place => place.Role.Name));
}
