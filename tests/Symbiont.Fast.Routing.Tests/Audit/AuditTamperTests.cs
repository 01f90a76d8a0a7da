using Symbiont.Fast.Routing.Audit;

namespace Symbiont.Fast.Routing.Tests.Audit;

public sealed class AuditTamperTests : IDisposable
{
    private readonly TestLog _log = new();
    private readonly byte[] _sample;
    private readonly List<int> _starts;

    public AuditTamperTests()
    {
        _sample = _log.WriteSample();
        _starts = TestLog.Boundaries(_sample);
    }

    public void Dispose() => _log.Dispose();

    [Fact]
    public void The_sample_is_intact_and_has_every_kind_of_record()
    {
        AuditVerification found = TestLog.Verify(_sample);

        Assert.True(found.IsIntact);
        Assert.Equal((_starts.Count - 1, -1L), (found.Records, found.BadRecord));
        Assert.Equal((TestLog.Start, (long)_sample.Length), (found.Created, found.Length));
        Assert.Equal(_sample[^32..], found.Head.ToArray());
        IEnumerable<AuditRecord> records = AuditReader.Read(new MemoryStream(_sample));
        Assert.Equal(4, records.Select(record => record.GetType()).Distinct().Count());
    }

    [Theory]
    [InlineData(0x01)]
    [InlineData(0x80)]
    [InlineData(0xFF)]
    public void Every_changed_byte_is_found_in_its_record(byte change)
    {
        for (int position = 0; position < _sample.Length; position++)
        {
            byte[] changed = [.. _sample];
            changed[position] ^= change;

            AuditVerification found = TestLog.Verify(changed);

            int record = position < 48 ? 0 : _starts.FindLastIndex(start => start <= position) + 1;
            Assert.Equal(record, found.BadRecord);
            Assert.Equal(record == 0 ? 0 : _starts[record - 1], found.Length);
            Assert.NotEqual(AuditFault.TornTail, found.Fault);
            Assert.NotEqual(AuditFault.Content, found.Fault);
        }
    }

    [Fact]
    public void What_is_wrong_is_said()
    {
        int run = RecordOf(AuditRecordKind.Run);
        int happened = RecordOf(AuditRecordKind.Event);

        Assert.Equal(AuditFault.FileHeader, FaultAfterChange(0));
        Assert.Equal(AuditFault.FileHeader, FaultAfterChange(8));
        Assert.Equal(AuditFault.Length, FaultAfterChange(run));
        Assert.Equal(AuditFault.Length, FaultAfterChange(run + 3));
        Assert.Equal(AuditFault.UnknownKind, FaultAfterChange(run + 4, 0x10));
        Assert.Equal(AuditFault.UnknownKind, FaultAfterChange(run + 5));
        Assert.Equal(AuditFault.ReservedNotZero, FaultAfterChange(run + 6));
        Assert.Equal(AuditFault.Length, FaultAfterChange(run + 8 + 48));
        Assert.Equal(AuditFault.ReservedNotZero, FaultAfterChange(run + 8 + 51));
        Assert.Equal(AuditFault.ChainMismatch, FaultAfterChange(run + 8));
        Assert.Equal(AuditFault.ReservedNotZero, FaultAfterChange(happened + 8 + 14));
        Assert.Equal(AuditFault.ChainMismatch, FaultAfterChange(_sample.Length - 1));
    }

    [Fact]
    public void A_removed_record_is_missed_where_it_was()
    {
        for (int record = 0; record < _starts.Count - 2; record++)
        {
            byte[] changed = [.. _sample[.._starts[record]], .. _sample[_starts[record + 1]..]];
            AssertBroken(changed, record);
        }
    }

    [Fact]
    public void Removing_the_last_record_leaves_another_head()
    {
        AuditVerification found = TestLog.Verify(_sample[.._starts[^2]]);

        Assert.True(found.IsIntact);
        Assert.NotEqual(TestLog.Verify(_sample).Head.ToArray(), found.Head.ToArray());
    }

    [Fact]
    public void Two_swapped_records_are_found_at_the_first_of_them()
    {
        for (int record = 0; record < _starts.Count - 2; record++)
        {
            byte[] changed =
            [
                .. _sample[.._starts[record]],
                .. _sample[_starts[record + 1].._starts[record + 2]],
                .. _sample[_starts[record].._starts[record + 1]],
                .. _sample[_starts[record + 2]..],
            ];
            AssertBroken(changed, record);
        }
    }

    [Fact]
    public void An_inserted_copy_of_any_record_is_found_where_it_is()
    {
        for (int copied = 0; copied < _starts.Count - 1; copied++)
        {
            for (int record = 1; record < _starts.Count; record++)
            {
                byte[] changed =
                [
                    .. _sample[.._starts[record]],
                    .. _sample[_starts[copied].._starts[copied + 1]],
                    .. _sample[_starts[record]..],
                ];

                // Before its original, the copy is the record that belongs there, and the original is one too many.
                AssertBroken(changed, copied == record ? record + 1 : record);
            }
        }
    }

    [Fact]
    public void Records_of_another_log_do_not_continue_this_one()
    {
        using var other = new TestLog();
        other.Clock.SetUnix(TestLog.Start + 1);
        byte[] foreign = other.WriteSample();

        AssertBroken([.. _sample[..48], .. foreign[48..]], 0);
    }

    [Fact]
    public void A_defined_chain_over_undefined_content_is_found()
    {
        // Whoever can write the log can chain; what it then cannot do is make a reader stumble.
        byte[] changed = [.. _sample];
        int run = RecordOf(AuditRecordKind.Run);
        changed[run + 8 + 88 + 6] = 200;
        Rechain(changed, run);

        AuditVerification found = TestLog.Verify(changed);

        Assert.Equal((AuditFault.Content, (long)run), (found.Fault, found.Length));
    }

    [Fact]
    public void Random_bytes_never_make_the_verifier_throw()
    {
        var random = new Random(42);
        for (int round = 0; round < 3000; round++)
        {
            byte[] changed = [.. _sample];
            int from = random.Next(changed.Length);
            random.NextBytes(changed.AsSpan(from, random.Next(1, changed.Length - from + 1)));
            int record = _starts.FindIndex(start => start <= from && random.Next(2) == 0);
            if (record >= 0)
            {
                Rechain(changed, _starts[record]);
            }

            Assert.InRange(TestLog.Verify(changed).Length, 0, changed.Length);
        }
    }

    [Fact]
    public void A_reader_gives_the_good_records_and_then_says_where_it_broke()
    {
        byte[] changed = [.. _sample];
        changed[_starts[2] + 20] ^= 1;
        var read = new List<AuditRecord>();

        var thrown = Assert.Throws<AuditLogException>(() => read.AddRange(AuditReader.Read(new MemoryStream(changed))));
        using IEnumerator<AuditRecord> records = AuditReader.Read(new MemoryStream(changed)).GetEnumerator();

        Assert.True(records.MoveNext());
        Assert.True(records.MoveNext());
        Assert.Equal((2L, (long)_starts[1]), (records.Current.Number, records.Current.Offset));
        Assert.Throws<AuditLogException>(() => records.MoveNext());
        Assert.Equal((AuditFault.ChainMismatch, 3L, (long)_starts[2]), (thrown.Fault, thrown.Record, thrown.Offset));
        Assert.Contains($"record 3 at byte {_starts[2]}", thrown.Message, StringComparison.Ordinal);
    }

    private void AssertBroken(byte[] log, int record)
    {
        AuditVerification found = TestLog.Verify(log);
        Assert.Equal((AuditFault.ChainMismatch, record + 1L), (found.Fault, found.BadRecord));
        Assert.Equal(_starts[record], found.Length);
    }

    private AuditFault FaultAfterChange(int position, byte change = 1)
    {
        byte[] changed = [.. _sample];
        changed[position] ^= change;
        return TestLog.Verify(changed).Fault;
    }

    private int RecordOf(AuditRecordKind kind) => _starts.First(start => _sample[start + 4] == (byte)kind);

    private static void Rechain(byte[] log, int start)
    {
        int length = BitConverter.ToInt32(log, start);
        if (length >= 40 && length <= log.Length - start)
        {
            byte[] hash = System.Security.Cryptography.SHA256.HashData(log.AsSpan(start - 32, length));
            hash.CopyTo(log, start + length - 32);
        }
    }
}
