namespace Symbiont.Fast.Framing.Tests;

public sealed class VocabularyTests
{
    [Fact]
    public void Tiers_are_spelt_as_they_are_read()
    {
        Assert.Equal(Enum.GetValues<SandboxTier>(), Vocabulary.Tiers.ToArray());
        Assert.All(Vocabulary.Tiers.ToArray(), tier =>
        {
            Assert.True(Vocabulary.IsDefined(tier));
            Assert.True(Vocabulary.TryParse(Vocabulary.Name(tier), out SandboxTier read));
            Assert.Equal(tier, read);
        });
        Assert.False(Vocabulary.IsDefined(default(SandboxTier)));
        Assert.False(Vocabulary.TryParse("unknown", out SandboxTier _));
    }

    [Fact]
    public void Message_types_are_spelt_as_they_are_read()
    {
        Assert.Equal(Enum.GetValues<MessageType>(), Vocabulary.MessageTypes.ToArray());
        Assert.All(Vocabulary.MessageTypes.ToArray(), type =>
        {
            Assert.True(Vocabulary.IsDefined(type));
            Assert.True(Vocabulary.TryParse(Vocabulary.Name(type), out MessageType read));
            Assert.Equal(type, read);
        });
        Assert.False(Vocabulary.IsDefined(default(MessageType)));
        Assert.False(Vocabulary.TryParse("Data", out MessageType _));
    }

    [Fact]
    public void Security_levels_are_spelt_as_they_are_read_and_ordered()
    {
        Assert.All(Enum.GetValues<SecurityLevel>(), level =>
        {
            Assert.True(Vocabulary.IsDefined(level));
            Assert.True(Vocabulary.TryParse(Vocabulary.Name(level), out SecurityLevel read));
            Assert.Equal(level, read);
        });
        Assert.False(Vocabulary.IsDefined((SecurityLevel)4));
        Assert.False(Vocabulary.TryParse("top secret", out SecurityLevel _));
        Assert.True(SecurityLevel.Public < SecurityLevel.Restricted);
        Assert.True(SecurityLevel.Restricted < SecurityLevel.Confidential);
        Assert.True(SecurityLevel.Confidential < SecurityLevel.Secret);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("rpc.call")]
    [InlineData("x-y_z.0")]
    public void A_capability_is_read_back(string name)
    {
        Assert.True(Capability.TryParse(name, out Capability capability));
        Assert.Equal(name, capability.ToString());
    }

    [Fact]
    public void Other_text_is_no_capability()
    {
        string?[] texts = [null, "", "Rpc.call", "rpc call", "rpc/call", "ä", "a\n", new string('a', 64)];
        Assert.All(texts, text => Assert.False(Capability.TryParse(text, out _)));
        Assert.True(Capability.TryParse(new string('a', Capability.MaxLength), out _));
        Assert.Equal(string.Empty, default(Capability).ToString());
    }

    [Fact]
    public void Every_reason_has_its_own_text()
    {
        string[] texts = [.. Enum.GetValues<RefusalReason>().Select(RefusalReasons.Text)];
        Assert.Equal(texts.Length, texts.Distinct().Count());
        Assert.DoesNotContain("unknown", texts);
        Assert.Equal("unknown", RefusalReasons.Text((RefusalReason)RefusalReasons.Count));
        Assert.Equal("unknown", RefusalReasons.Text((RefusalReason)ushort.MaxValue));
    }
}
