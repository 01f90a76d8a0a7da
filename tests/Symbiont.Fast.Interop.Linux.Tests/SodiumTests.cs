namespace Symbiont.Fast.Interop.Linux.Tests;

public sealed class SodiumTests
{
    [Fact]
    public void The_library_passes_its_self_test_as_often_as_asked()
    {
        Sodium.EnsureReady();
        Sodium.EnsureReady();

        Assert.Equal(new Version(1, 0, 22), Version.Parse(Sodium.Version));
    }

    [Fact]
    public void Wiping_leaves_only_zeros_inside_and_touches_nothing_outside()
    {
        byte[] bytes = [1, 2, 3, 4, 5];

        SodiumMemory.Wipe(bytes.AsSpan(1, 3));
        SodiumMemory.Wipe([]);

        Assert.Equal([1, 0, 0, 0, 5], bytes);
    }

    [Fact]
    public void Equality_compares_every_byte_and_the_length()
    {
        byte[] bytes = [.. Enumerable.Range(0, 40).Select(value => (byte)value)];
        byte[] other = [.. bytes];

        Assert.True(SodiumMemory.Equal(bytes, other));
        Assert.True(SodiumMemory.Equal([], []));
        Assert.False(SodiumMemory.Equal(bytes, other.AsSpan(0, 39)));
        for (int position = 0; position < other.Length; position++)
        {
            other[position] ^= 0x80;
            Assert.False(SodiumMemory.Equal(bytes, other));
            other[position] ^= 0x80;
        }
    }
}
