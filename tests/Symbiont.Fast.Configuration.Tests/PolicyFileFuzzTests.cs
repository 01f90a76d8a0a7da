using System.Text;

namespace Symbiont.Fast.Configuration.Tests;

/// <summary>
/// Twenty thousand damaged policies, the same ones each time: none may throw, and each error must be fit to show.
/// </summary>
public sealed class PolicyFileFuzzTests
{
    private const int Texts = 20_000;
    private const int Seed = 20_260_301;

    private static readonly string[] Fragments =
    [
        "*", "*a", "&a ", "!!x ", "!", "!<", "|", "|+2", ">", "-", "- ", "? ", ": ", ":", "[", "]", "{", "}",
        ",", "\"", "'", "#", " #", "%", "---\n", "...\n", "\n", "\r", "\t", "  ", "\n  ", "\\", "\\u", "\\x1",
        "\"\\ud800", "\"\\U00110000\"", "<<", "@", "`", "~", "null", "true", "1e9", "0x", ".nan", "é", "😀",
        "a: b", "communication_policies:", "name: x\n", "\uFEFF", "\u0085", "\0", "\ud800",
    ];

    [Fact]
    public void A_damaged_policy_never_throws_and_is_either_rules_or_errors_with_places()
    {
        string seed = File.ReadAllText(Repository.SeedPolicy);
        var random = new Random(Seed);
        int valid = 0;
        for (int i = 0; i < Texts; i++)
        {
            string text = Damage(random.Next(4) == 0 ? Jumble(random) : seed, random);
            PolicyFileResult result = PolicyFile.Parse("policy.yaml", text, new PolicyDefaults());
            if (result.IsValid)
            {
                valid++;
                Assert.Empty(result.Errors);
            }
            else
            {
                AssertFitToShow(text, result.Errors);
            }
        }

        // Both outcomes occur, or the damage would be too mild or too heavy to try anything.
        Assert.InRange(valid, Texts / 100, Texts / 2);
    }

    private static void AssertFitToShow(string text, IReadOnlyList<PolicyError> errors)
    {
        Assert.NotEmpty(errors);
        string[] lines = text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');
        foreach (PolicyError error in errors)
        {
            // ReplaceLineEndings knows more line ends than YAML, so the bound is loose where one of those occurs.
            Assert.InRange(error.Line, 1, lines.Length);
            Assert.InRange(error.Column, 1, text.Length + 1);
            string shown = error.ToString();
            Assert.False(shown.Any(char.IsControl), $"A control character in the error: {error.Problem}");
        }
    }

    private static string Jumble(Random random) => string.Concat(
        Enumerable.Range(0, random.Next(60)).Select(_ => Fragments[random.Next(Fragments.Length)]));

    private static string Damage(string text, Random random)
    {
        var damaged = new StringBuilder(text);
        for (int steps = random.Next(1, 8); steps > 0; steps--)
        {
            int at = random.Next(damaged.Length + 1);
            int length = Math.Min(random.Next(40), damaged.Length - at);
            switch (random.Next(5))
            {
                case 0:
                    damaged.Insert(at, Fragments[random.Next(Fragments.Length)]);
                    break;
                case 1:
                    damaged.Remove(at, Math.Min(length, 12));
                    break;
                case 2:
                    damaged.Insert(random.Next(damaged.Length + 1), damaged.ToString(at, length));
                    break;
                case 3 when at < damaged.Length:
                    damaged[at] = (char)random.Next(128);
                    break;
                case 4 when random.Next(5) == 0:
                    damaged.Length = at;
                    break;
            }
        }

        return damaged.ToString();
    }
}
