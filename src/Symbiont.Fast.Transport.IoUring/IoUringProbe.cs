using System.Globalization;
using Symbiont.Fast.Interop.Linux;

namespace Symbiont.Fast.Transport.IoUring;

/// <summary>
/// Whether this process may and this kernel can do what <see cref="IoUringPoller"/> needs: a set-up alone says too
/// little, since there are sandboxes that grant it and then know no operation.
/// </summary>
/// <param name="Usable">True when io_uring is used.</param>
/// <param name="Reason">Why, or why not, in words for an operator.</param>
/// <param name="Features">What is used of it; empty when it is not.</param>
public sealed record IoUringProbe(bool Usable, string Reason, IReadOnlyList<string> Features)
{
    private const IoUringSetup Common = IoUringSetup.Clamp | IoUringSetup.SubmitAll | IoUringSetup.TaskRunFlag;
    private const IoUringSetup Bound = Common | IoUringSetup.SingleIssuer | IoUringSetup.DeferTaskRun;

    private const IoUringFeatures Needed = IoUringFeatures.SingleMapping | IoUringFeatures.NoDrop
        | IoUringFeatures.FastPoll | IoUringFeatures.ExtendedArgument | IoUringFeatures.SkipSuccess;

    private static readonly IoUringOperation[] NeededOperations =
    [
        IoUringOperation.PollAdd, IoUringOperation.Accept, IoUringOperation.AsyncCancel, IoUringOperation.Send,
        IoUringOperation.Receive,
    ];

    private static readonly string[] Used =
    [
        "single issuer", "deferred task run", "multishot accept", "multishot receive", "provided-buffer ring",
        "batched sends", "registered ring", "task run flag",
    ];

    /// <summary>Asks the kernel, and sends a byte through a ring.</summary>
    public static IoUringProbe Run()
    {
        using var kernel = new ProbedKernel();
        return Run(kernel);
    }

    /// <summary>Asks whatever stands for the kernel.</summary>
    internal static IoUringProbe Run(IProbedKernel kernel)
    {
        try
        {
            kernel.SetUp(Bound);
            if ((kernel.Features & Needed) != Needed)
            {
                return No($"the kernel's rings lack {Needed & ~kernel.Features}");
            }

            bool[] operations = kernel.AskOperations();
            IoUringOperation[] missing =
                [.. NeededOperations.Where(operation => !operations.ElementAtOrDefault((int)operation))];
            return missing.Length > 0 ? No($"the kernel does not know {string.Join(", ", missing)}")
                : kernel.TryRoundTrip(out string failure)
                    ? new IoUringProbe(true, "every operation is there, and a byte went through", Used)
                : No(failure);
        }
        catch (SystemCallException refused)
        {
            return No(Explain(refused));
        }
    }

    /// <summary>How rings are set up; the probe asks for the same.</summary>
    internal static IoUringSetup Setup(bool anyThread) =>
        anyThread ? Common | IoUringSetup.CooperativeTaskRun : Bound | IoUringSetup.Disabled;

    private static IoUringProbe No(string reason) => new(false, reason, []);

    private static string Explain(SystemCallException refused)
    {
        string why = refused.Errno == ErrorNumber.NotPermitted
            ? "not allowed here: a container's seccomp filter, or kernel.io_uring_disabled"
            : refused.Errno == ErrorNumber.NoSuchCall ? "this kernel has no io_uring"
            : refused.Call == "io_uring_register" ? "set-up works, but the kernel does not say what it can do, as in gVisor"
            : refused.Errno == ErrorNumber.Invalid ? "this kernel is older than Linux 6.1"
            : "the kernel refuses";
        return string.Create(CultureInfo.InvariantCulture, $"{why} ({refused.Message})");
    }
}
