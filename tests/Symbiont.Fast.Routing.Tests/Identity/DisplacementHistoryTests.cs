using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Routing.Identity;

namespace Symbiont.Fast.Routing.Tests.Identity;

/// <summary>When displacements become too many.</summary>
public sealed class DisplacementHistoryTests
{
    private const long Start = 7;

    private readonly DisplacementHistory _history = new();
    private readonly VerificationKey _held = NewKey();
    private readonly VerificationKey _claimed = NewKey();

    [Fact]
    public void The_third_displacement_in_a_minute_shuts_both_keys_out_and_no_other()
    {
        Assert.True(Note(Start));
        Assert.True(Note(Start + 1));
        Assert.False(_history.IsQuarantined(_held));
        Assert.False(Note(Start + DisplacementHistory.Window - 1));

        Assert.True(_history.IsQuarantined(_held));
        Assert.True(_history.IsQuarantined(_claimed));
        Assert.False(_history.IsQuarantined(NewKey()));
    }

    [Fact]
    public void Three_displacements_in_more_than_a_minute_are_fine()
    {
        for (int number = 0; number < 100; number++)
        {
            Assert.True(Note(Start + (number * DisplacementHistory.Window / 2)));
        }

        Assert.False(_history.IsQuarantined(_held));
    }

    [Fact]
    public void A_new_key_starts_anew_and_the_old_ones_stay_out()
    {
        Note(Start);
        Note(Start);
        Note(Start);
        VerificationKey other = NewKey();

        Assert.True(_history.TryNote(Start + 1, other, other));
        Assert.True(_history.IsQuarantined(_held));
    }

    private bool Note(long now) => _history.TryNote(now, _held, _claimed);

    private static VerificationKey NewKey()
    {
        using SigningKey key = SigningKey.Generate();
        Assert.True(VerificationKey.TryImport(key.PublicKey, out VerificationKey? imported));
        return imported;
    }
}
