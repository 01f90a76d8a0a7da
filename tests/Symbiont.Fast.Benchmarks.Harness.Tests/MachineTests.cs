using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Interop.Linux;

namespace Symbiont.Fast.Benchmarks.Harness.Tests;

public sealed class MachineTests
{
    private const string X86 = """
        processor	: 0
        model		: 1
        model name	: AMD EPYC 9B45: Zen 5
        flags		: fpu sse2 aes avx2 sha_ni vaes vpclmulqdq pclmulqdq avx512f avx512bw avx512vl

        processor	: 1
        model name	: another
        """;

    private const string Arm = """
        processor	: 0
        BogoMIPS	: 243.75
        Features	: fp asimd aes pmull sha1 sha2
        """;

    [Fact]
    public void A_processor_is_read_with_what_encryption_and_hashing_use()
    {
        Assert.Equal("AMD EPYC 9B45: Zen 5", ProcessorText.Model(X86));
        Assert.Equal(
            ["aes", "vaes", "pclmulqdq", "vpclmulqdq", "avx2", "avx512f", "avx512bw", "avx512vl", "sha_ni"],
            ProcessorText.Instructions(X86));
    }

    [Fact]
    public void A_processor_that_does_not_name_itself_is_read_too()
    {
        Assert.Equal("unknown processor", ProcessorText.Model(Arm));
        Assert.Equal(["aes", "asimd", "pmull", "sha2"], ProcessorText.Instructions(Arm));
        Assert.Empty(ProcessorText.Instructions(""));
    }

    [Fact]
    public void This_machine_is_described_at_the_clocks_time()
    {
        var clock = new ManualClock(1_796_083_261_999_999_999);
        var machine = Machine.Describe(clock);

        Assert.Equal("2026-12-01T00:01:01Z", machine.Date);
        Assert.Equal(ThreadAffinity.Allowed(), machine.Cores);
        Assert.Equal(ProcessorText.Model(File.ReadAllText("/proc/cpuinfo")), machine.Processor);
        Assert.StartsWith(".NET 10.", machine.Runtime);
        Assert.Equal(3, machine.Load.Split(' ').Length);
        Assert.Equal(0, machine.TimestampNanoseconds);
    }
}
