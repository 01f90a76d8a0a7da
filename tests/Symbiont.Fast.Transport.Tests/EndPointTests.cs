using System.Net;

namespace Symbiont.Fast.Transport.Tests;

public sealed class EndPointTests
{
    private static readonly string LongestPath = "/" + new string('a', UnixEndPoint.MaxPath - 1);

    public static TheoryData<string> NoEndPoints =>
    [
        "", "/run/a.sock", "unix", "unix:", "UNIX:/run/a.sock", " unix:/run/a.sock", "udp:127.0.0.1:1", "tcp", "tcp:",
        "unix:" + LongestPath + "a", "unix:/" + new string('é', 54), "unix:\0abstract", "unix:/run/a\0b",
        "shm:", "shm:" + LongestPath + "a",
        "tcp:127.0.0.1", "tcp:127.0.0.1:", "tcp::80", "tcp:127.0.0.1:65536", "tcp:127.0.0.1:-1", "tcp:127.0.0.1:+1",
        "tcp:127.0.0.1: 1", "tcp:127.0.0.1:0x10", "tcp:example.org:80", "tcp:Localhost:80", "tcp:*:80",
        "tcp:1:80", "tcp:127.1:80", "tcp:127.0.0.01:80", "tcp:0x7f.0.0.1:80", "tcp:256.0.0.1:80",
        "tcp:[127.0.0.1]:80", "tcp:[::1:80", "tcp:::1:80", "tcp:::1]:80", "tcp:[[::1]]:80", "tcp:[]:80", "tcp:[::1]",
    ];

    [Fact]
    public void Unix_paths_up_to_the_kernels_limit_are_read()
    {
        Assert.Equal(new UnixEndPoint("/run/a.sock"), TransportEndPoint.Parse("unix:/run/a.sock"));
        Assert.Equal(new UnixEndPoint("/run/a:b c"), TransportEndPoint.Parse("unix:/run/a:b c"));
        Assert.Equal(new UnixEndPoint(LongestPath), TransportEndPoint.Parse("unix:" + LongestPath));
        Assert.Equal(new SharedMemoryEndPoint(LongestPath), TransportEndPoint.Parse("shm:" + LongestPath));
    }

    [Theory]
    [InlineData("tcp:127.0.0.1:80", "127.0.0.1", 80)]
    [InlineData("tcp:0.0.0.0:0", "0.0.0.0", 0)]
    [InlineData("tcp:localhost:65535", "127.0.0.1", 65535)]
    [InlineData("tcp:[::1]:443", "::1", 443)]
    [InlineData("tcp:[2001:db8:0:0::1]:1", "2001:db8::1", 1)]
    public void Tcp_addresses_are_read(string text, string address, int port) =>
        Assert.Equal(new TcpEndPoint(IPAddress.Parse(address), port), TransportEndPoint.Parse(text));

    [Theory]
    [InlineData("unix:/run/a.sock")]
    [InlineData("shm:/run/a.sock")]
    [InlineData("tcp:127.0.0.1:80")]
    [InlineData("tcp:[::1]:443")]
    public void An_endpoint_writes_itself_as_it_is_read(string text) =>
        Assert.Equal(text, TransportEndPoint.Parse(text).ToString());

    [Theory]
    [MemberData(nameof(NoEndPoints))]
    public void Anything_else_is_no_endpoint(string text)
    {
        Assert.False(TransportEndPoint.TryParse(text, out TransportEndPoint? endPoint));
        Assert.Null(endPoint);
        Assert.Throws<FormatException>(() => TransportEndPoint.Parse(text));
    }

    [Fact]
    public void No_text_is_no_endpoint() => Assert.False(TransportEndPoint.TryParse(null, out _));
}
