using System.Security.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Authority;

/// <summary>
/// The authentication service without its sockets: a request in, a response out. What it decided is on the disk before
/// it answers; when the disk fails it answers so and goes on from what the disk has. Any thread; one request at a time.
/// </summary>
public sealed class AuthorityService : IDisposable
{
    private static readonly long s_republish = CredentialMint.Nanoseconds(TimeSpan.FromMinutes(5));

    private readonly Lock _lock = new();
    private readonly CredentialIssuer _issuer;
    private readonly AuthorityFolder _folder;
    private readonly AuthorityOptions _options;
    private readonly EnrolmentDesk _enrolment;
    private readonly OperatorDesk _operator;
    private readonly AuthorityCounters _counters;
    private AuthorityState? _state;
    private bool _listIsDue = true;
    private long _listTime;

    /// <summary>Starts from what the folder has.</summary>
    /// <param name="issuer">Signs; the caller's.</param>
    /// <param name="folder">The state; the caller's.</param>
    /// <param name="options">How it works.</param>
    /// <exception cref="IOException">The state cannot be read.</exception>
    /// <exception cref="InvalidDataException">The state is damaged.</exception>
    public AuthorityService(CredentialIssuer issuer, AuthorityFolder folder, AuthorityOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_issuer, _folder, _options) = (issuer, folder, options);
        _enrolment = new EnrolmentDesk(new CredentialMint(issuer, options), options);
        _operator = new OperatorDesk(issuer, options);
        _counters = new AuthorityCounters(options);
        _state = Load();
    }

    /// <summary>Answers one request. It never throws on hostile bytes.</summary>
    /// <param name="request">The whole request, header included.</param>
    /// <param name="role">Who may be asking.</param>
    /// <returns>The whole response; it may hold a token.</returns>
    public byte[] Handle(ReadOnlySpan<byte> request, AuthorityRole role)
    {
        lock (_lock)
        {
            try
            {
                AuthorityAnswer answer = Decide(State(), request, role, _options.Clock.UnixNanoseconds);
                byte[] body = Settle(answer);
                _counters.Count(answer);
                byte[] response = AuthorityHeader.Compose((byte)answer.Status, body);
                if (answer.Action == AuthorityAction.TokenMade)
                {
                    CryptographicOperations.ZeroMemory(body);
                }

                return response;
            }
            catch (Exception fault) when (IsOfTheDisk(fault))
            {
                Forget(fault);
                return AuthorityHeader.Compose((byte)AuthorityStatus.Internal, []);
            }
        }
    }

    /// <summary>
    /// Forgets what has expired, and publishes the revocation list when it changed or is five minutes old. To be called
    /// about once a second.
    /// </summary>
    public void Maintain()
    {
        lock (_lock)
        {
            try
            {
                AuthorityState state = State();
                long now = _options.Clock.UnixNanoseconds;
                int revoked = state.Revoked.Count;
                bool dropped = state.DropExpired(now, CredentialMint.Nanoseconds(_options.TokenMemory));
                bool publish = _listIsDue || state.Revoked.Count != revoked
                    || _options.Clock.MonotonicNanoseconds - _listTime >= s_republish;
                if (publish)
                {
                    Publish(state);
                }
                else if (dropped)
                {
                    Save(state);
                }
            }
            catch (Exception fault) when (IsOfTheDisk(fault))
            {
                Forget(fault);
            }
        }
    }

    /// <summary>What was done and refused, by reason.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Counters() => _counters.Snapshot();

    /// <summary>Wipes the tokens.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _state?.Dispose();
        }
    }

    private static bool IsOfTheDisk(Exception fault) =>
        fault is IOException or UnauthorizedAccessException or InvalidDataException;

    private AuthorityAnswer Decide(
        AuthorityState state, ReadOnlySpan<byte> request, AuthorityRole role, long now)
    {
        FrameError error = AuthorityHeader.TryRead(request, AuthorityHeader.MaxRequest, out AuthorityHeader header);
        if (error != FrameError.None || header.Length != request.Length)
        {
            return AuthorityAnswer.Refuse(AuthorityStatus.Malformed);
        }

        ReadOnlySpan<byte> body = request[AuthorityHeader.Size..];
        return ((AuthorityRequestKind)header.Code, role.IsOperator) switch
        {
            (AuthorityRequestKind.Enrol, false) => _enrolment.Enrol(state, body, role, now),
            (AuthorityRequestKind.Renew, false) => _enrolment.Renew(state, body, role, now),
            (AuthorityRequestKind.MakeToken, true) => _operator.MakeToken(state, body, now),
            (AuthorityRequestKind.Revoke, true) => _operator.Revoke(state, body),
            (AuthorityRequestKind.Directory, true) => OperatorDesk.Directory(state, body, now),
            var (kind, _) => AuthorityAnswer.Refuse(
                Enum.IsDefined(kind) ? AuthorityStatus.WrongSocket : AuthorityStatus.Malformed),
        };
    }

    private byte[] Settle(in AuthorityAnswer answer)
    {
        if (answer.ListChanged)
        {
            _listIsDue = true;
        }

        if (answer.Changed && _listIsDue)
        {
            Publish(State());
        }
        else if (answer.Changed)
        {
            Save(State());
        }

        return answer.Body;
    }

    // The number is on the disk before the list is published: a crash in between skips a number and repeats none.
    private void Publish(AuthorityState state)
    {
        _listIsDue = true;
        state.ListNumber++;
        Save(state);
        byte[] list = _issuer.SignRevocations(
            state.ListNumber, _options.Clock.UnixNanoseconds, state.Revoked.Keys.ToArray());
        AtomicFile.Replace(_options.RevocationPath, list, UnixFileModes.Public);
        _listIsDue = false;
        _listTime = _options.Clock.MonotonicNanoseconds;
        _counters.Report(new AuthorityEvent(
            AuthorityAction.ListPublished, AuthorityStatus.Done, null, state.ListNumber));
    }

    private void Save(AuthorityState state)
    {
        byte[] bytes = AuthorityStateFile.Write(state);
        try
        {
            _folder.Write(bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    // What memory has and the disk has not must not be answered with: the next request starts from the disk.
    private void Forget(Exception fault)
    {
        _state?.Dispose();
        _state = null;
        _listIsDue = true;
        _counters.Report(new AuthorityEvent(
            AuthorityAction.WriteFailed, AuthorityStatus.Internal, null, 0, fault.Message));
    }

    private AuthorityState State() => _state ??= Load();

    private AuthorityState Load()
    {
        if (_folder.Read() is not { } bytes)
        {
            return new AuthorityState();
        }

        try
        {
            return AuthorityStateFile.Read(bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }
}
