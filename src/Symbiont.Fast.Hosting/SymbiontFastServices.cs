using Microsoft.Extensions.DependencyInjection;

namespace Symbiont.Fast.Hosting;

/// <summary>Puts the router into a generic host.</summary>
public static class SymbiontFastServices
{
    /// <summary>
    /// Adds one router, which starts and stops with the host. A router that cannot start (a socket in use, a broken
    /// audit log) fails the host's start. The host's shutdown timeout should be longer than
    /// <see cref="RouterOptions.ShutdownTimeout"/>, or draining is cut short.
    /// </summary>
    /// <param name="services">The host's services; logging must be among them.</param>
    /// <param name="options">What the router runs with.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddSymbiontFast(this IServiceCollection services, RouterOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        services.AddSingleton(options);
        return services.AddHostedService<RouterService>();
    }
}
