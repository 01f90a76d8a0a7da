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
        "vsock", "vsock:", "vsock:2", "vsock::5000", "vsock:2:", "vsock:Host:5000", "vsock:-1:5000", "vsock:+2:5000",
        "vsock:2:-1", "vsock: 2:5000", "vsock:0x2:5000", "vsock:4294967296:5000", "vsock:2:4294967296", "vsock:2:5:6",
        "hybrid", "hybrid:", "hybrid:/run/vm.sock", "hybrid::5000", "hybrid:/run/vm.sock:", "hybrid:/run/vm.sock:-1",
        "hybrid:/run/vm.sock:4294967295", "hybrid:/run/v\0m.sock:1", "hybrid:" + LongestPath[..^1] + ":1",
        "unix:/run/a,b", "unix:/run/a.sock,", "hybrid:/run/a,b:1", "unix:/a,unix:/b",
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
    [InlineData("vsock:2:5000")]
    [InlineData("vsock:any:4294967295")]
    [InlineData("vsock:0:0")]
    [InlineData("hybrid:/run/vm.sock:5000")]
    [InlineData("hybrid:/run/a:b c:0")]
    public void An_endpoint_writes_itself_as_it_is_read(string text) =>
        Assert.Equal(text, TransportEndPoint.Parse(text).ToString());

    [Theory]
    [InlineData("vsock:host:5000", VsockEndPoint.Host, 5000u)]
    [InlineData("vsock:local:1", VsockEndPoint.Local, 1u)]
    [InlineData("vsock:any:1024", VsockEndPoint.Any, 1024u)]
    [InlineData("vsock:4294967294:4294967294", 4294967294u, 4294967294u)]
    public void Vsock_addresses_are_read(string text, uint context, uint port) =>
        Assert.Equal(new VsockEndPoint(context, port), TransportEndPoint.Parse(text));

    [Fact]
    public void A_hybrid_endpoint_knows_both_of_its_sockets()
    {
        var endPoint = Assert.IsType<HybridEndPoint>(TransportEndPoint.Parse("hybrid:/run/vm.sock:5000"));
        Assert.Equal(new UnixEndPoint("/run/vm.sock"), endPoint.Machine);
        Assert.Equal(new UnixEndPoint("/run/vm.sock_5000"), endPoint.ForGuests);

        string longest = $"hybrid:{LongestPath[..^2]}:1";
        Assert.Equal(UnixEndPoint.MaxPath, ((HybridEndPoint)TransportEndPoint.Parse(longest)).ForGuests.Path.Length);
    }

    [Fact]
    public void A_list_is_read_in_its_order()
    {
        Assert.True(EndPointList.TryParse("vsock:host:5000,unix:/run/a.sock", out IReadOnlyList<TransportEndPoint>? list));
        Assert.Equal([new VsockEndPoint(2, 5000), new UnixEndPoint("/run/a.sock")], list);
        Assert.True(EndPointList.TryParse("unix:/run/a.sock", out list));
        Assert.Equal([new UnixEndPoint("/run/a.sock")], list);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(",")]
    [InlineData("unix:/a,")]
    [InlineData(",unix:/a")]
    [InlineData("unix:/a,,unix:/b")]
    [InlineData("unix:/a, unix:/b")]
    [InlineData("unix:/a,unix:/a")]
    [InlineData("vsock:2:1,vsock:host:1")]
    [InlineData("unix:/1,unix:/2,unix:/3,unix:/4,unix:/5,unix:/6,unix:/7,unix:/8,unix:/9")]
    public void Anything_else_is_no_list(string? text) => Assert.False(EndPointList.TryParse(text, out _));

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
