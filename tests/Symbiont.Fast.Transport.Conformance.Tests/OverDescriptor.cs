namespace Symbiont.Fast.Transport.Conformance.Tests;

/// <summary>The stream, by system calls over AF_UNIX.</summary>
public sealed class StreamOverDescriptorUnix : StreamContract<DescriptorUnixTransport>;

/// <summary>The waiting, by system calls over AF_UNIX.</summary>
public sealed class WaitingOverDescriptorUnix : WaitingContract<DescriptorUnixTransport>;

/// <summary>The readiness, by system calls over AF_UNIX.</summary>
public sealed class ReadinessOverDescriptorUnix : ReadinessContract<DescriptorUnixTransport>;

/// <summary>The listener, by system calls over AF_UNIX, whose names go with their socket as vsock's do.</summary>
public sealed class ListenerOverDescriptorUnix : ListenerContract<DescriptorUnixTransport>;

/// <summary>
/// The stream, by system calls over AF_INET. Not the waiting: a TCP peer that aborts and stays is noticed by an option of
/// TCP only.
/// </summary>
public sealed class StreamOverDescriptorTcp : StreamContract<DescriptorTcpTransport>;

/// <summary>The readiness, by system calls over AF_INET.</summary>
public sealed class ReadinessOverDescriptorTcp : ReadinessContract<DescriptorTcpTransport>;
