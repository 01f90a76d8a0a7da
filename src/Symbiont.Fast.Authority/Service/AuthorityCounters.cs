using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Authority;

/// <summary>
/// Counts what the service did and reports it. Refusals are reported at a bounded rate, so that a flood of them does
/// not fill the log. Owned by the service's lock; any thread reads the counters.
/// </summary>
internal sealed class AuthorityCounters(AuthorityOptions options)
{
    private const long Second = 1_000_000_000;

    private static readonly AuthorityAction[] s_actions = Enum.GetValues<AuthorityAction>();
    private static readonly AuthorityStatus[] s_statuses = Enum.GetValues<AuthorityStatus>();

    private readonly CounterSet _counters = new(
    [
        .. s_actions.Select(action => Snake(action.ToString())),
        .. s_statuses.Select(status => "refused_" + Snake(status.ToString())),
        "refusals_unreported",
    ]);

    private long _second = long.MinValue;
    private int _reported;

    public IReadOnlyList<KeyValuePair<string, long>> Snapshot() => _counters.Snapshot();

    public void Count(in AuthorityAnswer answer)
    {
        if (answer.Status != AuthorityStatus.Done)
        {
            _counters.Increment(s_actions.Length + (int)answer.Status);
        }

        if (answer.Action is { } action)
        {
            Report(new AuthorityEvent(action, answer.Status, answer.Name, answer.Serial));
        }
    }

    public void Report(in AuthorityEvent happened)
    {
        _counters.Increment((int)happened.Action);
        if (happened.Action != AuthorityAction.Refused || MayReport())
        {
            options.Report(happened);
        }
        else
        {
            _counters.Increment(_counters.Count - 1);
        }
    }

    private bool MayReport()
    {
        long second = options.Clock.MonotonicNanoseconds / Second;
        if (second != _second)
        {
            (_second, _reported) = (second, 0);
        }

        return _reported++ < options.ReportedRefusalsPerSecond;
    }

    private static string Snake(string name) => string.Concat(
        name.Select((letter, i) => char.IsUpper(letter) && i > 0
            ? "_" + char.ToLowerInvariant(letter)
            : char.ToLowerInvariant(letter).ToString()));
}
