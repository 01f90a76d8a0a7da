namespace Symbiont.Fast.Framing.Tests;

/// <summary>Section 8, read by the decoder that was written from the page.</summary>
public sealed class IndependentControlTests
{
    [Fact]
    public void Authenticate_verifies_over_the_handshake_hash()
    {
        byte[] signature = Decode<PageAuthenticate>("control-authenticate").Signature;
        Assert.True(PageSignatures.Session(PageExamples.SenderKey, PageExamples.HandshakeHash, signature));
        Assert.False(PageSignatures.Session(PageExamples.IssuerKey, PageExamples.HandshakeHash, signature));
    }

    [Fact]
    public void Authenticate_may_name_the_session_it_displaces()
    {
        PageAuthenticate longer = Decode<PageAuthenticate>("control-authenticate-displacing");
        Assert.Equal(Decode<PageAuthenticate>("control-authenticate").Signature, longer.Signature);
        Assert.Equal((1, 1, 0, 6u), (longer.Mode, longer.MoreLanes, longer.Lane, longer.Epoch));
        Assert.Equal(Enumerable.Range(0xA0, 32).Select(value => (byte)value), longer.Proof);
    }

    [Fact]
    public void Authenticate_may_announce_lanes_or_be_one()
    {
        PageAuthenticate lanes = Decode<PageAuthenticate>("control-authenticate-lanes");
        Assert.Equal((0, 3, 0, 0u), (lanes.Mode, lanes.MoreLanes, lanes.Lane, lanes.Epoch));
        PageAuthenticate joining = Decode<PageAuthenticate>("control-authenticate-joining");
        Assert.Equal((2, 0, 2, 6u), (joining.Mode, joining.MoreLanes, joining.Lane, joining.Epoch));
    }

    [Fact]
    public void Short_messages_read_as_the_page_says()
    {
        Assert.Equal(new PageWelcome(7, 1, PageExamples.Epoch2026), Decode<PageWelcome>("control-welcome"));
        Assert.Equal(new PageResolve(5, PageExamples.FirstDestination), Decode<PageResolve>("control-resolve"));
        Assert.Equal(new PageReceipt(2), Decode<PageReceipt>("control-receipt"));
        Assert.Equal(new PagePing(99, PageExamples.Epoch2026), Decode<PagePing>("control-ping"));
        Assert.Equal(new PagePong(99, PageExamples.Epoch2026 + 250_000), Decode<PagePong>("control-pong"));
        Assert.Equal(new PageDrain(), Decode<PageDrain>("control-drain"));
    }

    [Fact]
    public void Refusals_read_as_the_page_says()
    {
        Assert.Equal(
            new PageControlRefusal(8, 1, 1, 3, 0, 12, "docker-to-firecracker"),
            Decode<PageControlRefusal>("control-refusal"));
        Assert.Equal(
            new PageControlRefusal(6, 2, 0, 5, 0, 12, ""),
            Decode<PageControlRefusal>("control-refusal-request"));
    }

    [Fact]
    public void Descriptor_introduces_the_sender()
    {
        PageDescriptor descriptor = Decode<PageDescriptor>("control-descriptor");
        Assert.Equal((0UL, 1u), (descriptor.RequestId, descriptor.Handle));
        Assert.Equal(PageExamples.Sender, descriptor.Credential.Name);
        Assert.True(PageSignatures.Credential(descriptor.Credential));
    }

    [Fact]
    public void Steps_of_a_rehandshake_read_as_the_page_says()
    {
        PageRehandshake first = Decode<PageRehandshake>("control-rehandshake");
        Assert.Equal(1, first.Step);
        Assert.Equal(Enumerable.Range(0, 32).Select(value => (byte)value), first.Noise);
        PageRehandshake done = Decode<PageRehandshake>("control-rehandshake-done");
        Assert.Equal(4, done.Step);
        Assert.Empty(done.Noise);
    }

    [Fact]
    public void Control_frame_holds_one_message_or_more()
    {
        byte[] both = [.. PageExamples.Read("control-resolve"), .. PageExamples.Read("control-ping")];
        object[] messages = PageOutcome.Whole(both, PageControl.Frame).Require();
        Assert.Equal(2, messages.Length);
        Assert.IsType<PagePing>(messages[1]);
        Assert.False(PageOutcome.Whole([], PageControl.Frame).Accepted);
    }

    [Theory]
    [InlineData("control-drain", 0, 0)] // code
    [InlineData("control-drain", 0, 13)]
    [InlineData("control-drain", 0, 10)] // no body
    [InlineData("control-seal-request", 15, 0x80)] // a request of the responder
    [InlineData("control-seal-request", 12, 0)] // seal id 0
    [InlineData("control-seal-answer", 15, 0)] // an answer of the initiator
    [InlineData("control-drain", 2, 1)] // reserved
    [InlineData("control-ping", 4, 8)] // body length of another code
    [InlineData("control-ping", 0, 1)]
    [InlineData("control-resolve", 8, 0)] // request id 0
    [InlineData("control-resolve", 16, (byte)'S')] // not a name
    [InlineData("control-resolve", 55, 1)] // padding
    [InlineData("control-descriptor", 20, 0x47)] // credential length
    [InlineData("control-refusal", 10, 0)] // scope
    [InlineData("control-refusal", 10, 2)] // scope 2 with a message count
    [InlineData("control-refusal", 11, 20)] // rule name length
    [InlineData("control-refusal", 32, 0xFF)] // not UTF-8
    [InlineData("control-receipt", 8, 0)] // sequence
    [InlineData("control-rehandshake", 8, 0)] // step
    [InlineData("control-rehandshake", 8, 4)] // the last step has no more
    [InlineData("control-rehandshake", 8, 5)]
    [InlineData("control-rehandshake", 9, 1)] // reserved
    [InlineData("control-rehandshake-done", 8, 1)] // a first step without its message
    public void Control_message_with_a_bad_byte_is_refused(string name, int offset, byte value) =>
        Assert.False(PageOutcome.Whole(PageExamples.With(name, offset, value), PageControl.Frame).Accepted);

    [Fact]
    public void Control_body_is_at_most_4096_bytes()
    {
        byte[] longest = new byte[8 + 4096 + 8];
        longest[0] = 9;
        longest[5] = 0x10;
        Assert.Equal(4096, PageOutcome.Front(longest, PageControl.Header).Require().Body.Length);
        longest[4] = 1;
        Assert.False(PageOutcome.Front(longest, PageControl.Header).Accepted);
    }

    [Fact]
    public void Unknown_refusal_reason_is_accepted() =>
        Assert.True(PageOutcome.Whole(PageExamples.With("control-refusal", 8, 0x99, 9), PageControl.Frame).Accepted);

    private static T Decode<T>(string name) where T : class =>
        Assert.IsType<T>(Assert.Single(
            PageOutcome.Whole(PageExamples.Read(name), PageControl.Frame).Require()));
}
