using Symbiont.Fast.Interop.Linux;
using Symbiont.Fast.Transport.IoUring;

namespace Symbiont.Fast.Transport.Tests;

/// <summary>What the probe says where io_uring is refused, in each of the ways in which it is.</summary>
public sealed class IoUringProbeTests
{
    [Fact]
    public void Here_it_gives_an_answer_with_a_reason()
    {
        var probe = IoUringProbe.Run();

        Assert.NotEmpty(probe.Reason);
        Assert.Equal(probe.Usable, probe.Features.Count > 0);
    }

    [Fact]
    public void A_kernel_that_can_everything_is_used()
    {
        var probe = IoUringProbe.Run(new FakeKernel());

        Assert.True(probe.Usable);
        Assert.Contains("deferred task run", probe.Features);
    }

    [Fact]
    public void EPERM_is_a_container_s_filter() => Refused(
        "seccomp", new FakeKernel { OnSetUp = () => throw new SystemCallException("io_uring_setup", ErrorNumber.NotPermitted) });

    [Fact]
    public void ENOSYS_is_a_kernel_without() => Refused(
        "no io_uring", new FakeKernel { OnSetUp = () => throw new SystemCallException("io_uring_setup", ErrorNumber.NoSuchCall) });

    [Fact]
    public void EINVAL_is_an_old_kernel() => Refused(
        "older than Linux 6.1",
        new FakeKernel { OnSetUp = () => throw new SystemCallException("io_uring_setup", ErrorNumber.Invalid) });

    [Fact]
    public void A_set_up_that_grants_everything_and_a_register_that_knows_nothing_is_gVisor() => Refused(
        "gVisor",
        new FakeKernel { OnAsk = () => throw new SystemCallException("io_uring_register", ErrorNumber.Invalid) });

    [Fact]
    public void A_missing_operation_is_named()
    {
        bool[] operations = FakeKernel.Everything();
        operations[(int)IoUringOperation.Receive] = false;

        Refused("Receive", new FakeKernel { OnAsk = () => operations });
    }

    [Fact]
    public void A_short_list_of_operations_lacks_the_rest() =>
        Refused("Receive", new FakeKernel { OnAsk = () => new bool[3] });

    [Fact]
    public void A_missing_feature_is_named() => Refused(
        nameof(IoUringFeatures.ExtendedArgument),
        new FakeKernel { Features = (IoUringFeatures)uint.MaxValue & ~IoUringFeatures.ExtendedArgument });

    [Fact]
    public void Operations_that_fail_although_they_are_there_are_no_use() =>
        Refused("receiving fails", new FakeKernel { Failure = "receiving fails" });

    private static void Refused(string because, FakeKernel kernel)
    {
        var probe = IoUringProbe.Run(kernel);

        Assert.False(probe.Usable);
        Assert.Contains(because, probe.Reason, StringComparison.Ordinal);
        Assert.Empty(probe.Features);
    }

    private sealed class FakeKernel : IProbedKernel
    {
        public IoUringFeatures Features { get; init; } = (IoUringFeatures)uint.MaxValue;

        public Action OnSetUp { get; init; } = () => { };

        public Func<bool[]> OnAsk { get; init; } = Everything;

        public string? Failure { get; init; }

        public static bool[] Everything() => [.. Enumerable.Repeat(true, 256)];

        public void SetUp(IoUringSetup setup) => OnSetUp();

        public bool[] AskOperations() => OnAsk();

        public bool TryRoundTrip(out string failure)
        {
            failure = Failure ?? "";
            return Failure is null;
        }

        public void Dispose()
        {
        }
    }
}
