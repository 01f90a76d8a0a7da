using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Authority.Tests;

/// <summary>Altered requests are refused, and none makes the authority throw or change.</summary>
public sealed class HostileRequestTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly TestAgent _agent = new();

    [Fact]
    public void An_enrolment_with_any_bit_flipped_is_refused()
    {
        using BootstrapToken token = _authority.MakeToken();
        byte[] request = _agent.Enrol(token, TestAuthority.Granted);
        for (int bit = 0; bit < request.Length * 8; bit++)
        {
            byte[] changed = [.. request];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotEqual(AuthorityStatus.Done, _authority.Ask(changed));
        }

        Assert.Equal(AuthorityStatus.Done, _authority.Ask(request));
    }

    [Fact]
    public void A_renewal_with_any_bit_flipped_is_refused()
    {
        ulong serial = _authority.Enrol(_agent);
        _authority.Clock.Advance(TimeSpan.FromMinutes(30));
        byte[] request = _agent.Renew(serial, _authority.Now);
        for (int bit = 0; bit < request.Length * 8; bit++)
        {
            byte[] changed = [.. request];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotEqual(AuthorityStatus.Done, _authority.Ask(changed));
        }

        Assert.Equal(AuthorityStatus.Done, _authority.Ask(request));
    }

    [Fact]
    public void Requests_cut_short_run_over_or_made_of_noise_are_refused_on_every_socket()
    {
        using BootstrapToken token = _authority.MakeToken();
        byte[][] requests =
        [
            _agent.Enrol(token, TestAuthority.Granted),
            _agent.Renew(1, _authority.Now),
            AuthorityHeader.Compose(
                (byte)AuthorityRequestKind.MakeToken, TokenRequest.Compose(TestAuthority.Granted, 0)),
            AuthorityHeader.Compose(
                (byte)AuthorityRequestKind.Revoke, new AgentSelector(TestAuthority.Alice, 0).Compose()),
        ];
        var random = new Random(4711);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] request = Alter(requests[random.Next(requests.Length)], random);
            AuthorityRole role = random.Next(2) == 0 ? AuthorityRole.Operator : AuthorityRole.Sandbox();
            if (requests.Any(whole => whole.AsSpan().SequenceEqual(request)))
            {
                continue;
            }

            AuthorityStatus status = _authority.Ask(request, role);
            Assert.True(status != AuthorityStatus.Internal, Convert.ToHexString(request));
        }

        Assert.Equal(0, _authority.Counter("issued") + _authority.Counter("renewed"));
    }

    [Fact]
    public void A_longer_request_than_any_is_refused() =>
        Assert.Equal(
            AuthorityStatus.Malformed,
            _authority.Ask(AuthorityHeader.Compose((byte)AuthorityRequestKind.Enrol, new byte[1017])));

    public void Dispose()
    {
        _agent.Dispose();
        _authority.Dispose();
    }

    private static byte[] Alter(byte[] request, Random random)
    {
        byte[] changed = [.. request];
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            changed[random.Next(changed.Length)] = (byte)random.Next(256);
        }

        return random.Next(4) switch
        {
            0 => changed[..random.Next(changed.Length)],
            1 => [.. changed, .. new byte[random.Next(1, 17)]],
            _ => changed,
        };
    }
}
