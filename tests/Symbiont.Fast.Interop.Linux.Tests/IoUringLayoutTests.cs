using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Symbiont.Fast.Interop.Linux.Tests;

/// <summary>
/// The structs and numbers of io_uring are the kernel's: as written down here from linux/io_uring.h of Linux 6.1, and as
/// this machine's header has them where there is one, and a compiler.
/// </summary>
public sealed class IoUringLayoutTests
{
    private const string Header = "/usr/include/linux/io_uring.h";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // An expression of C, what it is by linux/io_uring.h and linux/time_types.h of Linux 6.1, and what it is here.
    private static readonly (string Expression, long Written, long Here)[] All =
    [
        ("sizeof(struct io_uring_sqe)", 64, Size<IoUringSubmission>()),
        ("offsetof(struct io_uring_sqe, opcode)", 0, Offset<IoUringSubmission>("Operation")),
        ("offsetof(struct io_uring_sqe, flags)", 1, Offset<IoUringSubmission>("Flags")),
        ("offsetof(struct io_uring_sqe, ioprio)", 2, Offset<IoUringSubmission>("Priority")),
        ("offsetof(struct io_uring_sqe, fd)", 4, Offset<IoUringSubmission>("Descriptor")),
        ("offsetof(struct io_uring_sqe, off)", 8, Offset<IoUringSubmission>("Offset")),
        ("offsetof(struct io_uring_sqe, addr)", 16, Offset<IoUringSubmission>("Address")),
        ("offsetof(struct io_uring_sqe, len)", 24, Offset<IoUringSubmission>("Length")),
        ("offsetof(struct io_uring_sqe, msg_flags)", 28, Offset<IoUringSubmission>("OperationFlags")),
        ("offsetof(struct io_uring_sqe, user_data)", 32, Offset<IoUringSubmission>("UserData")),
        ("offsetof(struct io_uring_sqe, buf_group)", 40, Offset<IoUringSubmission>("BufferGroup")),
        ("offsetof(struct io_uring_sqe, personality)", 42, Offset<IoUringSubmission>("Personality")),
        ("offsetof(struct io_uring_sqe, file_index)", 44, Offset<IoUringSubmission>("FileIndex")),
        ("offsetof(struct io_uring_sqe, addr3)", 48, Offset<IoUringSubmission>("Address3")),
        ("sizeof(struct io_uring_cqe)", 16, Size<IoUringCompletion>()),
        ("offsetof(struct io_uring_cqe, user_data)", 0, Offset<IoUringCompletion>("_userData")),
        ("offsetof(struct io_uring_cqe, res)", 8, Offset<IoUringCompletion>("_result")),
        ("offsetof(struct io_uring_cqe, flags)", 12, Offset<IoUringCompletion>("_flags")),
        ("sizeof(struct io_sqring_offsets)", 40, Size<SubmissionOffsets>()),
        ("offsetof(struct io_sqring_offsets, flags)", 16, Offset<SubmissionOffsets>("Flags")),
        ("offsetof(struct io_sqring_offsets, array)", 24, Offset<SubmissionOffsets>("Array")),
        ("sizeof(struct io_cqring_offsets)", 40, Size<CompletionOffsets>()),
        ("offsetof(struct io_cqring_offsets, ring_mask)", 8, Offset<CompletionOffsets>("RingMask")),
        ("offsetof(struct io_cqring_offsets, cqes)", 20, Offset<CompletionOffsets>("Completions")),
        ("sizeof(struct io_uring_params)", 120, Size<IoUringParameters>()),
        ("offsetof(struct io_uring_params, cq_entries)", 4, Offset<IoUringParameters>("CompletionEntries")),
        ("offsetof(struct io_uring_params, flags)", 8, Offset<IoUringParameters>("Flags")),
        ("offsetof(struct io_uring_params, features)", 20, Offset<IoUringParameters>("Features")),
        ("offsetof(struct io_uring_params, sq_off)", 40, Offset<IoUringParameters>("Submissions")),
        ("offsetof(struct io_uring_params, cq_off)", 80, Offset<IoUringParameters>("Completions")),
        ("sizeof(struct __kernel_timespec)", 16, Size<KernelTime>()),
        ("offsetof(struct __kernel_timespec, tv_nsec)", 8, Offset<KernelTime>("Nanoseconds")),
        ("sizeof(struct io_uring_getevents_arg)", 24, Size<WaitArgument>()),
        ("offsetof(struct io_uring_getevents_arg, ts)", 16, Offset<WaitArgument>("Time")),
        ("sizeof(struct io_uring_buf)", 16, Size<ProvidedBuffer>()),
        ("offsetof(struct io_uring_buf, len)", 8, Offset<ProvidedBuffer>("Length")),
        ("offsetof(struct io_uring_buf, bid)", 12, Offset<ProvidedBuffer>("Id")),
        ("offsetof(struct io_uring_buf_ring, tail)", 14, Offset<ProvidedBuffer>("Tail")),
        ("sizeof(struct io_uring_buf_reg)", 40, Size<BufferRingRegistration>()),
        ("offsetof(struct io_uring_buf_reg, ring_entries)", 8, Offset<BufferRingRegistration>("RingEntries")),
        ("offsetof(struct io_uring_buf_reg, bgid)", 12, Offset<BufferRingRegistration>("Group")),
        ("sizeof(struct io_uring_rsrc_update)", 16, Size<ResourceUpdate>()),
        ("offsetof(struct io_uring_rsrc_update, data)", 8, Offset<ResourceUpdate>("Data")),
        ("sizeof(struct io_uring_probe)", 16, Size<ProbeHead>()),
        ("offsetof(struct io_uring_probe, ops_len)", 1, Offset<ProbeHead>("Count")),
        ("sizeof(struct io_uring_probe_op)", 8, Size<ProbeEntry>()),
        ("offsetof(struct io_uring_probe_op, flags)", 2, Offset<ProbeEntry>("Flags")),
        ("IORING_OP_POLL_ADD", 6, (long)IoUringOperation.PollAdd),
        ("IORING_OP_ACCEPT", 13, (long)IoUringOperation.Accept),
        ("IORING_OP_ASYNC_CANCEL", 14, (long)IoUringOperation.AsyncCancel),
        ("IORING_OP_SEND", 26, (long)IoUringOperation.Send),
        ("IORING_OP_RECV", 27, (long)IoUringOperation.Receive),
        ("IORING_SETUP_CQSIZE", 1 << 3, (long)IoUringSetup.CompletionQueueSize),
        ("IORING_SETUP_CLAMP", 1 << 4, (long)IoUringSetup.Clamp),
        ("IORING_SETUP_R_DISABLED", 1 << 6, (long)IoUringSetup.Disabled),
        ("IORING_SETUP_SUBMIT_ALL", 1 << 7, (long)IoUringSetup.SubmitAll),
        ("IORING_SETUP_COOP_TASKRUN", 1 << 8, (long)IoUringSetup.CooperativeTaskRun),
        ("IORING_SETUP_TASKRUN_FLAG", 1 << 9, (long)IoUringSetup.TaskRunFlag),
        ("IORING_SETUP_SINGLE_ISSUER", 1 << 12, (long)IoUringSetup.SingleIssuer),
        ("IORING_SETUP_DEFER_TASKRUN", 1 << 13, (long)IoUringSetup.DeferTaskRun),
        ("IORING_FEAT_SINGLE_MMAP", 1 << 0, (long)IoUringFeatures.SingleMapping),
        ("IORING_FEAT_NODROP", 1 << 1, (long)IoUringFeatures.NoDrop),
        ("IORING_FEAT_FAST_POLL", 1 << 5, (long)IoUringFeatures.FastPoll),
        ("IORING_FEAT_EXT_ARG", 1 << 8, (long)IoUringFeatures.ExtendedArgument),
        ("IORING_FEAT_CQE_SKIP", 1 << 11, (long)IoUringFeatures.SkipSuccess),
    ];

    public static TheoryData<string, long, long> Values
    {
        get
        {
            TheoryData<string, long, long> values = [];
            foreach ((string expression, long written, long here) in All)
            {
                values.Add(expression, written, here);
            }

            return values;
        }
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_is_the_one_written_down(string expression, long written, long here) =>
        Assert.True(written == here, $"{expression}: {written} in the header, {here} here");

    [Fact]
    public async Task The_values_written_down_are_this_machine_s()
    {
        Assert.SkipUnless(File.Exists(Header), $"there is no {Header}");
        string folder = Directory.CreateTempSubdirectory("sf-layout-").FullName;
        try
        {
            string source = Path.Combine(folder, "layout.c");
            string program = Path.Combine(folder, "layout");
            await File.WriteAllTextAsync(source, Program(), TestContext.Current.CancellationToken);
            string? output = await RunAsync("gcc", "-o", program, source);
            Assert.SkipWhen(output is null, "there is no C compiler");
            Assert.Equal("", output);

            string[] values = (await RunAsync(program))!.Split('\n', StringSplitOptions.RemoveEmptyEntries);

            Assert.Equal(All.Select(entry => Text(entry.Expression, entry.Written)), values);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Text(string expression, long value) =>
        string.Create(CultureInfo.InvariantCulture, $"{expression}={value}");

    private static string Program()
    {
        var program = new StringBuilder("#include <stddef.h>\n#include <stdio.h>\n#include <linux/io_uring.h>\n");
        program.Append("#include <linux/time_types.h>\nint main(void)\n{\n");
        foreach ((string expression, _, _) in All)
        {
            program.Append(CultureInfo.InvariantCulture, $"    printf(\"{expression}=%lld\\n\", (long long)({expression}));\n");
        }

        return program.Append("    return 0;\n}\n").ToString();
    }

    // What it says; null when there is no such program.
    private static async Task<string?> RunAsync(string file, params string[] arguments)
    {
        Process? process;
        try
        {
            process = Process.Start(new ProcessStartInfo(file, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }

        using (process)
        {
            Task<string> said = process!.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            string complained = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);
            return await said + complained;
        }
    }

    private static unsafe long Size<T>()
        where T : unmanaged => sizeof(T);

    private static long Offset<T>(string field) => (long)Marshal.OffsetOf<T>(field);
}
