namespace Symbiont.Fast.Framing.Tests;

public sealed class WireLimitsTests
{
    [Fact]
    public void The_delivery_of_the_longest_run_fits_a_frame_with_every_message_withheld()
    {
        // A withheld message takes 64 bytes; the smallest message took 32.
        const int growth = WireLimits.MaxBatchMessages * 32;
        int body = DeliveryView.BodySize(
            RunHeader.Size + WireLimits.MaxRunBytes + growth, WireLimits.MaxPath, SignatureSuite.Ed25519);
        Assert.True(FrameHeader.Size + body + WireLimits.MaxTag <= WireLimits.MaxFrame);
    }

    [Fact]
    public void A_batch_of_the_largest_payload_fits_a_run_and_a_frame()
    {
        const int message = MessageHeader.Size + MessageFlagFields.MaxSize + WireLimits.MaxPayload;
        Assert.True(message <= WireLimits.MaxRunBytes);
        Assert.True(
            FrameHeader.Size + BatchHeader.Size + RunHeader.Size + message + 64 + WireLimits.MaxTag
            <= WireLimits.MaxFrame);
    }

    [Fact]
    public void The_handshake_and_a_descriptor_have_room_for_the_longest_credential()
    {
        Assert.True(FrameHeader.Size + 48 + CredentialLayout.MaxSize + 16 <= WireLimits.MaxHandshakeFrame);
        Assert.True(
            DescriptorMessage.WireLength(CredentialLayout.MaxSize) <= ControlHeader.Size + ControlHeader.MaxBody);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 8)]
    [InlineData(7, 8)]
    [InlineData(8, 8)]
    [InlineData(9, 16)]
    public void Lengths_are_rounded_up_to_eight(int length, int aligned) =>
        Assert.Equal(aligned, WireLimits.Align(length));
}
