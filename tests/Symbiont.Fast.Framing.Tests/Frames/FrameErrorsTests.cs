namespace Symbiont.Fast.Framing.Tests;

public sealed class FrameErrorsTests
{
    [Fact]
    public void Every_error_has_a_reason_that_a_peer_may_hear()
    {
        Dictionary<FrameError, RefusalReason> special = new()
        {
            [FrameError.None] = RefusalReason.None,
            [FrameError.UnsupportedVersion] = RefusalReason.UnsupportedVersion,
            [FrameError.PayloadTooLarge] = RefusalReason.PayloadTooLarge,
        };
        Assert.All(
            Enum.GetValues<FrameError>(),
            error => Assert.Equal(special.GetValueOrDefault(error, RefusalReason.Malformed), error.ToReason()));
    }
}
