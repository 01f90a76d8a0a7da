namespace Symbiont.Fast.Framing.Tests;

public sealed class MessageIdTests
{
    [Fact]
    public void The_id_is_a_UUIDv8_with_its_fields_where_the_document_says()
    {
        Assert.Equal(
            new Guid("ffffffff-ffc0-8000-8000-000000000000"), MessageId.Create(ulong.MaxValue, 0, 0));
        Assert.Equal(new Guid("00000000-003f-8fff-bfff-000000000000"), MessageId.Create(0, uint.MaxValue, 0));
        Assert.Equal(
            new Guid("00000000-0000-8000-8000-ffffffffffff"), MessageId.Create(0, 0, WireLimits.MaxSequence));
    }

    [Fact]
    public void Every_bit_that_counts_makes_another_id()
    {
        HashSet<Guid> ids = [MessageId.Create(0, 0, 0)];
        Assert.All(Enumerable.Range(22, 42), bit => Assert.True(ids.Add(MessageId.Create(1UL << bit, 0, 0))));
        Assert.All(Enumerable.Range(0, 32), bit => Assert.True(ids.Add(MessageId.Create(0, 1U << bit, 0))));
        Assert.All(Enumerable.Range(0, 48), bit => Assert.True(ids.Add(MessageId.Create(0, 0, 1UL << bit))));
        Assert.All(ids, id => Assert.Equal(8, id.Version));
    }
}
