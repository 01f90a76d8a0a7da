namespace Symbiont.Fast.Memory.Tests;

public sealed unsafe class MappedSlabTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    private readonly FileStream _file;

    public MappedSlabTests()
    {
        _file = new FileStream(_path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        _file.Write("abcdef"u8);
    }

    [Fact]
    public void What_is_written_is_in_the_file_also_after_both_are_closed()
    {
        MappedSlab slab = new(_file.SafeFileHandle, 6);
        _file.Dispose();
        Assert.Equal((byte)'a', slab.Pointer[0]);
        slab.Pointer[5] = (byte)'X';
        Assert.Equal("abcdeX", File.ReadAllText(_path));
        Assert.Equal(6, slab.Length);

        slab.Dispose();
        slab.Dispose();

        Assert.Equal("abcdeX", File.ReadAllText(_path));
        Assert.Throws<ObjectDisposedException>(() => *slab.Pointer);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(7)]
    public void More_than_the_file_has_or_nothing_is_refused(int bytes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new MappedSlab(_file.SafeFileHandle, bytes));

    public void Dispose()
    {
        _file.Dispose();
        File.Delete(_path);
    }
}
