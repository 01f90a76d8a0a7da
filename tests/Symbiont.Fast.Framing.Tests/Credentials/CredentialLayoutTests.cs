namespace Symbiont.Fast.Framing.Tests;

public sealed class CredentialLayoutTests
{
    private const int NameOffset = 96;

    private static readonly byte[] Valid = WorkedExample.Credential();
    private static readonly int CapabilityOffset = NameOffset + WorkedExample.Sender.ToString().Length;

    [Fact]
    public void A_credential_is_read_back()
    {
        FrameError error = CredentialLayout.TryRead(
            Valid, out CredentialLayout credential, out AgentIdentity? identity);
        Assert.Equal(FrameError.None, error);
        Assert.NotNull(identity);
        Assert.Equal(WorkedExample.Sender, identity.Name);
        Assert.Equal(SandboxTier.Docker, identity.Tier);
        Assert.Equal(SecurityLevel.Confidential, identity.SecurityClearance);
        Assert.Equal([Capability.ControlSend, Capability.RpcCall], identity.Capabilities);
        Assert.True(identity.Has(Capability.RpcCall));
        Assert.False(identity.Has(Capability.RpcServe));

        Assert.Equal(1001UL, credential.Serial);
        Assert.Equal(ComposedMessage.NewYear, credential.NotBefore);
        Assert.Equal(ComposedMessage.NewYear + 3_600_000_000_000, credential.NotAfter);
        Assert.Equal(ExampleKey.Sender.PublicKey, credential.SigningKey);
        Assert.Equal(0x85, credential.StaticKey[0]);
        Assert.Equal(ExampleKey.Issuer.PublicKey, credential.IssuerKey);
        Assert.Equal(ComposedMessage.NewYear, credential.IssuerNotBefore);
        Assert.Equal(ComposedMessage.NewYear + 86_400_000_000_000, credential.IssuerNotAfter);
        Assert.Equal(Valid, credential.Bytes);
    }

    [Fact]
    public void The_signed_parts_are_those_of_the_document()
    {
        CredentialLayout.TryRead(Valid, out CredentialLayout credential, out _);
        int c = Valid.Length - 176;
        Assert.Equal(Valid.AsSpan(c, 112), credential.IssuerCertificate);
        Assert.Equal(Valid.AsSpan(c + 48, 64), credential.OperatorSignature);
        Assert.Equal(Valid.AsSpan(0, c + 112), credential.SignedBytes);
        Assert.Equal(Valid.AsSpan(c + 112), credential.IssuerSignature);
        Assert.Equal(
            ExampleKey.Operator.Sign([.. "symbiont.fast issuer 1"u8, .. credential.IssuerCertificate[..48]]),
            credential.OperatorSignature);
        Assert.Equal(
            ExampleKey.Issuer.Sign([.. "symbiont.fast credential 1"u8, .. credential.SignedBytes]),
            credential.IssuerSignature);
    }

    [Fact]
    public void A_credential_without_capabilities_is_read_back()
    {
        byte[] bytes = Compose(new AgentIdentity(WorkedExample.GVisor, SecurityLevel.Public, []));
        Assert.Equal(FrameError.None, CredentialLayout.TryRead(bytes, out _, out AgentIdentity? identity));
        Assert.Empty(identity!.Capabilities);
    }

    [Fact]
    public void Thirty_two_capabilities_fit_and_no_more()
    {
        Assert.Equal(FrameError.None, Read(Compose(WithCapabilities(32, 9))));
        Assert.Throws<ArgumentException>(() => Compose(WithCapabilities(33, 9)));
        Assert.Throws<ArgumentException>(() => Compose(WithCapabilities(32, 40)));
    }

    [Fact]
    public void Every_prefix_is_refused() =>
        Assert.All(
            Enumerable.Range(0, Valid.Length), length => Assert.NotEqual(FrameError.None, Read(Valid[..length])));

    [Fact]
    public void A_length_that_the_parts_do_not_add_up_to_is_refused()
    {
        Assert.Equal(FrameError.Truncated, Read(Valid[..(NameOffset - 1)]));
        Assert.Equal(FrameError.LengthOutOfRange, Read([.. Valid, .. new byte[8]]));
        Assert.Equal(FrameError.LengthOutOfRange, Read([.. Valid, .. new byte[CredentialLayout.MaxSize]]));
        Assert.Equal(FrameError.LengthOutOfRange, Read(Valid.WithU16(4, ushort.MaxValue)));
        Assert.Equal(FrameError.LengthOutOfRange, Read(Valid.WithU16(6, ushort.MaxValue)));
        Assert.Equal(FrameError.LengthOutOfRange, Read(Valid.WithU16(4, ushort.MaxValue).WithU16(6, ushort.MaxValue)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(255)]
    public void Another_layout_version_is_refused(byte version) =>
        Assert.Equal(FrameError.UnsupportedVersion, Read(Valid.With(0, version)));

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Another_tier_than_the_name_s_is_refused(byte tier) =>
        Assert.Equal(FrameError.BadText, Read(Valid.With(1, tier)));

    [Theory]
    [InlineData(4)]
    [InlineData(255)]
    public void A_clearance_that_is_not_a_level_is_refused(byte clearance) =>
        Assert.Equal(FrameError.UnknownSecurityLevel, Read(Valid.With(2, clearance)));

    [Theory]
    [InlineData(0, FrameError.TrailingBytes)]
    [InlineData(1, FrameError.TrailingBytes)]
    [InlineData(3, FrameError.Truncated)]
    [InlineData(32, FrameError.Truncated)]
    [InlineData(33, FrameError.CountMismatch)]
    [InlineData(255, FrameError.CountMismatch)]
    public void A_capability_count_that_its_bytes_do_not_fill_is_refused(byte count, FrameError error)
    {
        Assert.Equal(error, CredentialLayout.TryRead(Valid.With(3, count), out _, out AgentIdentity? identity));
        Assert.Null(identity);
    }

    [Theory]
    [InlineData(0, FrameError.BadText)]
    [InlineData(11, FrameError.Truncated)]
    [InlineData(255, FrameError.Truncated)]
    [InlineData(22, FrameError.Truncated)]
    public void A_capability_of_another_length_is_refused(byte length, FrameError error) =>
        Assert.Equal(error, Read(Valid.With(CapabilityOffset, length)));

    [Theory]
    [InlineData((byte)'A')]
    [InlineData((byte)' ')]
    [InlineData(0)]
    [InlineData(0xC3)]
    public void Text_of_another_form_is_refused(byte letter)
    {
        Assert.Equal(FrameError.BadText, Read(Valid.With(CapabilityOffset + 1, letter)));
        Assert.Equal(FrameError.BadText, Read(Valid.With(CapabilityOffset - 1, letter)));
    }

    [Fact]
    public void Padding_must_be_zero()
    {
        int end = Valid.Length - 176;
        Assert.All(
            Bytes.BitsOf(end - 1, 1),
            bit => Assert.Equal(FrameError.PaddingNotZero, Read(Valid.WithFlippedBit(bit))));
    }

    private static AgentIdentity WithCapabilities(int count, int length) => new(
        WorkedExample.Sender,
        SecurityLevel.Public,
        [.. Enumerable.Range(0, count).Select(i => Named($"c{i}".PadRight(length, 'x')))]);

    private static Capability Named(string name)
    {
        Assert.True(Capability.TryParse(name, out Capability capability));
        return capability;
    }

    private static byte[] Compose(AgentIdentity identity)
    {
        byte[] bytes = [.. Enumerable.Repeat((byte)0xA5, 4096)];
        int length = CredentialLayout.WriteBody(bytes, identity, 1, 2, 3, new byte[32], new byte[32]);
        return [.. bytes[..length], .. new byte[CredentialLayout.IssuerCertificateSize + 64]];
    }

    private static FrameError Read(byte[] bytes) => CredentialLayout.TryRead(bytes, out _, out _);
}
