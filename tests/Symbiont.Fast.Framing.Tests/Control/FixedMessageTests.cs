namespace Symbiont.Fast.Framing.Tests;

/// <summary>The control messages whose bodies have one length.</summary>
public sealed class FixedMessageTests
{
    private delegate FrameError Reader(ReadOnlySpan<byte> body);

    private static readonly Dictionary<string, Reader> Readers = new()
    {
        ["control-authenticate"] = body => AuthenticateMessage.TryRead(body, out _),
        ["control-welcome"] = body => WelcomeMessage.TryRead(body, out _),
        ["control-receipt"] = body => ReceiptMessage.TryRead(body, out _),
        ["control-ping"] = body => PingMessage.TryRead(ControlCode.Ping, body, out _),
        ["control-pong"] = body => PingMessage.TryRead(ControlCode.Pong, body, out _),
        ["control-drain"] = DrainMessage.TryRead,
    };

    public static TheoryData<string> Names => [.. Readers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Another_length_is_refused(string name)
    {
        byte[] body = ControlBody.Golden(name);
        Assert.Equal(FrameError.None, Readers[name](body));
        Assert.Equal(FrameError.LengthOutOfRange, Readers[name]([.. body, 0]));
        Assert.Equal(FrameError.LengthOutOfRange, Readers[name]([.. body, .. new byte[8]]));
        Assert.All(
            Enumerable.Range(0, body.Length),
            length => Assert.Equal(FrameError.LengthOutOfRange, Readers[name](body.AsSpan(0, length))));
    }

    [Fact]
    public void An_authenticate_is_read_back()
    {
        byte[] body = ControlBody.Golden("control-authenticate");
        Assert.Equal(FrameError.None, AuthenticateMessage.TryRead(body, out AuthenticateMessage message));
        Assert.Equal(body, message.Signature);
        Assert.Equal(AuthenticateMode.Open, message.Mode);
        Assert.Equal((0, 0, 0u), (message.MoreLanes, message.Lane, message.Epoch));
        Assert.True(message.Proof.IsEmpty);
    }

    [Fact]
    public void An_authenticate_that_announces_lanes_is_read_back()
    {
        byte[] body = ControlBody.Golden("control-authenticate-lanes");
        Assert.Equal(FrameError.None, AuthenticateMessage.TryRead(body, out AuthenticateMessage message));
        Assert.Equal(AuthenticateMode.Open, message.Mode);
        Assert.Equal(3, message.MoreLanes);
    }

    [Fact]
    public void An_authenticate_that_displaces_is_read_back()
    {
        byte[] body = ControlBody.Golden("control-authenticate-displacing");
        Assert.Equal(FrameError.None, AuthenticateMessage.TryRead(body, out AuthenticateMessage message));
        Assert.Equal(body.AsSpan(0, 64), message.Signature);
        Assert.Equal(AuthenticateMode.Displace, message.Mode);
        Assert.Equal((1, 0, 6u), (message.MoreLanes, message.Lane, message.Epoch));
        Assert.Equal(body.AsSpan(72, 32), message.Proof);
    }

    [Fact]
    public void An_authenticate_that_joins_is_read_back()
    {
        byte[] body = ControlBody.Golden("control-authenticate-joining");
        Assert.Equal(FrameError.None, AuthenticateMessage.TryRead(body, out AuthenticateMessage message));
        Assert.Equal(AuthenticateMode.Join, message.Mode);
        Assert.Equal((0, 2, 6u), (message.MoreLanes, message.Lane, message.Epoch));
        Assert.Equal(body.AsSpan(72, 32), message.Proof);
    }

    [Theory]
    [InlineData("displacing", 64, 0)]
    [InlineData("displacing", 64, 3)]
    [InlineData("displacing", 65, 8)]
    [InlineData("displacing", 66, 1)]
    [InlineData("displacing", 67, 1)]
    [InlineData("joining", 65, 1)]
    [InlineData("joining", 66, 0)]
    [InlineData("joining", 66, 8)]
    [InlineData("lanes", 65, 0)]
    [InlineData("lanes", 65, 8)]
    [InlineData("lanes", 66, 1)]
    [InlineData("lanes", 67, 1)]
    [InlineData("lanes", 68, 1)]
    [InlineData("lanes", 72, 1)]
    [InlineData("lanes", 103, 1)]
    public void An_authenticate_that_says_what_its_mode_has_no_use_for_is_refused(string form, int offset, byte value)
    {
        byte[] body = ControlBody.Golden($"control-authenticate-{form}");
        body[offset] = value;
        Assert.Equal(FrameError.ReservedNotZero, AuthenticateMessage.TryRead(body, out _));
    }

    [Fact]
    public void A_welcome_is_read_back()
    {
        Assert.Equal(
            FrameError.None, WelcomeMessage.TryRead(ControlBody.Golden("control-welcome"), out WelcomeMessage read));
        Assert.Equal(new WelcomeMessage(7, WorkedExample.SenderHandle, ComposedMessage.NewYear), read);
        Assert.Equal(WelcomeMessage.WireLength, WireVectors.Find("control-welcome").Bytes.Length);
    }

    [Fact]
    public void A_receipt_is_read_back()
    {
        Assert.Equal(
            FrameError.None, ReceiptMessage.TryRead(ControlBody.Golden("control-receipt"), out ReceiptMessage read));
        Assert.Equal(new ReceiptMessage(2), read);
        Assert.Equal(ReceiptMessage.WireLength, WireVectors.Find("control-receipt").Bytes.Length);
    }

    [Theory]
    [InlineData("control-ping", ControlCode.Ping, 0)]
    [InlineData("control-pong", ControlCode.Pong, 250_000)]
    public void A_ping_and_its_pong_are_read_back(string name, ControlCode code, long later)
    {
        Assert.Equal(FrameError.None, PingMessage.TryRead(code, ControlBody.Golden(name), out PingMessage read));
        Assert.Equal(new PingMessage(code, 99, ComposedMessage.NewYear + later), read);
        Assert.Equal(PingMessage.WireLength, WireVectors.Find(name).Bytes.Length);
    }

    [Fact]
    public void A_drain_is_its_header_alone() =>
        Assert.Equal(DrainMessage.WireLength, WireVectors.Find("control-drain").Bytes.Length);
}
