namespace Symbiont.Fast.Framing.Tests;

public sealed class DescriptorMessageTests
{
    private static readonly byte[] Valid = ControlBody.Golden("control-descriptor");

    [Fact]
    public void A_descriptor_is_read_back()
    {
        byte[] credential = [1, 2, 3];
        byte[] bytes = new byte[DescriptorMessage.WireLength(credential.Length)];
        Assert.Equal(bytes.Length, DescriptorMessage.Write(bytes, ulong.MaxValue, 77, credential));

        ReadOnlySpan<byte> rest = bytes;
        Assert.Equal(
            FrameError.None, ControlHeader.TryTake(ref rest, out ControlHeader header, out ReadOnlySpan<byte> body));
        Assert.Equal(ControlCode.Descriptor, header.Code);
        Assert.Equal(FrameError.None, DescriptorMessage.TryRead(body, out DescriptorMessage read));
        Assert.Equal(ulong.MaxValue, read.RequestId);
        Assert.Equal(77U, read.Handle);
        Assert.Equal(credential, read.Credential);
    }

    [Fact]
    public void The_golden_descriptor_holds_a_credential()
    {
        Assert.Equal(FrameError.None, DescriptorMessage.TryRead(Valid, out DescriptorMessage read));
        Assert.Equal(FrameError.None, CredentialLayout.TryRead(read.Credential, out _, out AgentIdentity? identity));
        Assert.Equal(WorkedExample.Sender, identity?.Name);
    }

    [Fact]
    public void A_credential_of_another_length_than_stated_is_refused()
    {
        Assert.Equal(FrameError.LengthOutOfRange, Read([.. Valid, 0]));
        Assert.Equal(FrameError.LengthOutOfRange, Read(Valid.WithU32(12, uint.MaxValue)));
        Assert.Equal(FrameError.LengthOutOfRange, Read(Valid.WithU32(12, (uint)Valid.Length - 17)));
        Assert.All(
            Enumerable.Range(0, Valid.Length),
            length => Assert.Equal(FrameError.LengthOutOfRange, Read(Valid[..length])));
    }

    [Fact]
    public void A_descriptor_without_a_credential_is_refused() =>
        Assert.Equal(FrameError.LengthOutOfRange, Read(Valid.WithU32(12, 0)[..16]));

    private static FrameError Read(byte[] body) => DescriptorMessage.TryRead(body, out _);
}
