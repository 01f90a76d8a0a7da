using System.Security.Cryptography;
using System.Text;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Audit;

namespace Symbiont.Fast.Routing.Tests.Audit;

/// <summary>The bytes that <c>docs/audit-log.md</c> promises, put together here without the product's code.</summary>
public sealed class AuditFormatTests : IDisposable
{
    private readonly TestLog _log = new();

    public void Dispose() => _log.Dispose();

    [Fact]
    public void The_file_is_laid_out_as_documented()
    {
        using (_log.Open())
        {
            Assert.True(_log.Trail.TryRecordEvent(new AuditEvent(
                0x0102030405060708, AuditEventKind.SessionClosed, "alice", RefusalReason.Replayed, "twice",
                KeyId: 0xA1A2A3A4A5A6A7A8, Epoch: 0xB1B2B3B4)));
            Assert.True(_log.TryRecordRun(RefusalReason.None, RefusalReason.NotPermittedType));
        }

        byte[] file = _log.Bytes;
        List<int> starts = TestLog.Boundaries(file);
        Assert.Equal("5346415544495431" + "0000E4FAA1328918", Convert.ToHexString(file[..16]));
        Assert.Equal(SHA256.HashData(file[..16]), file[16..48]);
        AssertRecord(file, starts[1], kind: 2,
            "0807060504030201" + "05" + "05" + "0D00" + "0500" + "0000" + "A8A7A6A5A4A3A2A1" + "B4B3B2B1" + "00000000"
            + Convert.ToHexString(Encoding.UTF8.GetBytes("alicetwice")) + "000000000000");
        AssertRecord(file, starts[3], kind: 4,
            "01000000" + "24" + "000000"
            + Convert.ToHexString(Encoding.UTF8.GetBytes("spiffe://symbiont.local/docker/alice")) + "00000000");
        AssertRecord(file, starts[5], kind: 1,
            "0000E4FAA1328918" + "03000000" + "01000000" + "8877665544332211" + "05000000" + "02000000"
            + "0100000000000000" + "0900000000000000" + "0200" + "01" + "0000000000" + Repeat("B0")
            + "64000000" + "0100" + "00" + "20" + Repeat("1E")
            + "64000000" + "FFFF" + "08" + "20" + Repeat("1E"));
    }

    [Fact]
    public void The_policy_record_is_laid_out_as_documented()
    {
        byte[] file = _log.WriteSample();

        AssertRecord(file, TestLog.Boundaries(file)[1], kind: 3,
            "0000E4FAA1328918" + "01000000" + "0100" + "0000" + "04000000" + "00000000"
            + "01" + "02" + "02" + "06" + "04" + "000000" + "E8030000" + "64000000"
            + "6F6E6C79" + "00000000");
    }

    private static string Repeat(string octet) => string.Concat(Enumerable.Repeat(octet, 32));

    private static void AssertRecord(byte[] file, int start, byte kind, string body)
    {
        int length = 8 + (body.Length / 2) + 32;
        byte[] head = [.. BitConverter.GetBytes(length), kind, 1, 0, 0];
        Assert.Equal(Convert.ToHexString(head) + body, Convert.ToHexString(file.AsSpan(start, length - 32)));
        Assert.Equal(
            SHA256.HashData(file.AsSpan(start - 32, length)),
            file[(start + length - 32)..(start + length)]);
    }
}
