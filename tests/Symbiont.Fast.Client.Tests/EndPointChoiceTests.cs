using System.Net.Sockets;

namespace Symbiont.Fast.Client.Tests;

/// <summary>What makes an agent try its next endpoint, and what does not.</summary>
public sealed class EndPointChoiceTests
{
    [Theory]
    [InlineData(SocketError.ConnectionRefused)]
    [InlineData(SocketError.ConnectionReset)]
    [InlineData(SocketError.TimedOut)]
    [InlineData(SocketError.NetworkUnreachable)]
    [InlineData(SocketError.HostUnreachable)]
    [InlineData(SocketError.AddressNotAvailable)]
    [InlineData(SocketError.AddressFamilyNotSupported)]
    public void Where_nobody_is_another_may_be(SocketError error) =>
        Assert.True(EndPointChoice.LeadsNowhere(new SocketException((int)error)));

    [Theory]
    [InlineData(SocketError.AccessDenied)]
    [InlineData(SocketError.ProtocolNotSupported)]
    public void A_refusal_is_final(SocketError error) =>
        Assert.False(EndPointChoice.LeadsNowhere(new SocketException((int)error)));

    [Fact]
    public void So_is_what_is_no_matter_of_the_transport() =>
        Assert.False(EndPointChoice.LeadsNowhere(new UnauthorizedAccessException()));
}
