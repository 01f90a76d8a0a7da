using System.Security.Cryptography;
using System.Text;

namespace Symbiont.Fast.Cryptography.Tests;

/// <summary>Each layout against a concatenation that is spelled out byte by byte.</summary>
public sealed class BatchHashTests
{
    private static readonly byte[] DigestA = [.. Enumerable.Repeat((byte)0xA1, 32)];
    private static readonly byte[] KeyB = [.. Enumerable.Repeat((byte)0xB2, 32)];
    private static readonly byte[] RootC = [.. Enumerable.Repeat((byte)0xC3, 32)];
    private static readonly byte[] RootD = [.. Enumerable.Repeat((byte)0xD4, 32)];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(70_000)]
    public void A_leaf_hashes_its_prefix_sequence_and_message(int length)
    {
        byte[] message = [.. Enumerable.Range(0, length).Select(value => (byte)value)];
        byte[] hash = new byte[32];
        BatchHash.Leaf(0x0807060504030201, message, hash);
        Assert.Equal(SHA256.HashData([0, 1, 2, 3, 4, 5, 6, 7, 8, .. message]), hash);
    }

    [Fact]
    public void A_run_root_hashes_everything_that_names_the_run()
    {
        byte[] expected = SHA256.HashData(
        [
            2, 1, .. DigestA, 0x11, 0, 0, 0, 0, 0, 0, 0x80, 0x22, 0, 0, 0, 0, 0, 0, 0, 0x33, 1, 0, 0, .. RootC,
        ]);
        byte[] hash = new byte[32];
        BatchHash.RunRoot(1, DigestA, 0x8000000000000011, 0x22, 0x133, RootC, hash);
        Assert.Equal(expected, hash);

        byte[] inPlace = [.. RootC];
        BatchHash.RunRoot(1, DigestA, 0x8000000000000011, 0x22, 0x133, inPlace, inPlace);
        Assert.Equal(expected, inPlace);
    }

    [Fact]
    public void A_batch_statement_lays_its_fields_out_as_documented()
    {
        byte[] expected =
        [
            .. "symbiont.fast batch 1"u8, 1, .. DigestA, .. KeyB, 0x44, 0, 0, 0, 0x55, 0, 0, 0, 0, 0, 0, 0x01,
            0x66, 1, 0, 0, 0x77, 0, 0, 0, 0x88, 0, 0, 0, 0, 0, 0, 0x02, .. RootC, .. RootD,
        ];
        byte[] statement = new byte[BatchStatement.Size];
        BatchStatement.Write(
            statement, 1, DigestA, KeyB, 0x44, 0x0100000000000055, 0x166, 0x77, 0x0200000000000088, RootC, RootD);
        Assert.Equal(expected, statement);
        Assert.Equal(178, BatchStatement.Size);
    }

    [Theory]
    [InlineData(1, "spiffe://symbiont.local/docker/planner")]
    [InlineData(2, "spiffe://symbiont.local/docker/planner")]
    [InlineData(1, "")]
    [InlineData(1, "Grüße")]
    public void An_identity_digest_hashes_domain_kind_and_name(byte kind, string name)
    {
        byte[] digest = new byte[IdentityDigest.Size];
        IdentityDigest.Compute(kind, name, digest);
        Assert.Equal(
            SHA256.HashData([.. "symbiont.fast identity 1"u8, kind, .. Encoding.UTF8.GetBytes(name)]), digest);
    }

    [Fact]
    public void A_name_of_255_bytes_has_a_digest_and_a_longer_one_throws()
    {
        byte[] digest = new byte[IdentityDigest.Size];
        string longest = new('n', 255);
        IdentityDigest.Compute(1, longest, digest);
        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes("symbiont.fast identity 1\u0001" + longest)), digest);
        Assert.Throws<ArgumentException>(() => IdentityDigest.Compute(1, longest + "n", digest));
        Assert.Throws<ArgumentException>(() => IdentityDigest.Compute(1, new string('é', 128), digest));
    }
}
