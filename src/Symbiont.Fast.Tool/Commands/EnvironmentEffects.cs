using System.Net;
using Symbiont.Fast.Client;
using Symbiont.Fast.Configuration;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Tool;

/// <summary>
/// What the <c>SYMBIONT_*</c> variables change in a router and in a client. Audit is not here: its variable fills in
/// what policy rules leave out, so it goes into the policy (<see cref="EnvironmentOptions.PolicyDefaults"/>).
/// </summary>
public static class EnvironmentEffects
{
    /// <summary>
    /// A router's options with the port's listeners, the threads, the sockets' driver and the buffer size of the
    /// environment.
    /// </summary>
    /// <exception cref="ToolException">There is no room above the port for the tiers' listeners.</exception>
    public static RouterOptions Apply(this EnvironmentOptions environment, RouterOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        return options.WithThreads(environment.CommBusThreads) with
        {
            Listeners = [.. options.Listeners, .. PortListeners(environment.CommBusPort)],
            RouterShards = environment.RouterShards,
            SocketDriver = environment.SocketDriver,
            BusBufferBytes = checked(environment.CommBusBufferKiB * 1024),
        };
    }

    /// <summary>A client's options with the environment's word on signing and sealing.</summary>
    public static AgentClientOptions Apply(this EnvironmentOptions environment, AgentClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        return options with
        {
            SignMessages = environment.SignatureRequired,
            EncryptionEnabled = environment.EncryptionEnabled,
        };
    }

    // The seed has one port; a bus per tier needs three, so they follow one another.
    private static ListenerOptions[] PortListeners(int? first)
    {
        if (first is not { } port)
        {
            return [];
        }

        SandboxTier[] tiers = Vocabulary.Tiers.ToArray();
        if (port + tiers.Length - 1 > IPEndPoint.MaxPort)
        {
            throw new ToolException(
                $"{EnvironmentVariables.CommBusPort}={port}: the tiers' listeners take this port and the two after it, "
                + $"which must not pass {IPEndPoint.MaxPort}");
        }

        return [.. tiers.Select((tier, index) => new ListenerOptions(
            tier, new TcpEndPoint(IPAddress.Loopback, port + index), Vocabulary.Name(tier)))];
    }
}
