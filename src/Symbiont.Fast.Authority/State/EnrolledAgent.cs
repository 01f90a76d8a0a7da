using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Authority;

/// <summary>An agent of the directory: its newest credential and the older ones that hold still. Owned by the service's
/// lock.</summary>
internal sealed class EnrolledAgent
{
    private readonly List<LiveSerial> _older;

    public EnrolledAgent(byte[] newest, long lastRequest, IEnumerable<LiveSerial> older)
    {
        FrameError error = CredentialLayout.TryRead(newest, out CredentialLayout layout, out AgentIdentity? identity);
        Identity = error == FrameError.None ? identity! : throw new InvalidDataException("not a credential");
        Newest = newest;
        Serial = layout.Serial;
        NotBefore = layout.NotBefore;
        NotAfter = layout.NotAfter;
        SigningKey = layout.SigningKey.ToArray();
        StaticKey = layout.StaticKey.ToArray();
        LastRequest = lastRequest;
        _older = [.. older];
    }

    public AgentIdentity Identity { get; }

    public byte[] SigningKey { get; }

    public byte[] StaticKey { get; }

    public byte[] Newest { get; private set; }

    public ulong Serial { get; private set; }

    public long NotBefore { get; private set; }

    public long NotAfter { get; private set; }

    /// <summary>The time of the last renewal request that was accepted: the next must be later.</summary>
    public long LastRequest { get; private set; }

    /// <summary>Credentials before the newest whose validity is not over.</summary>
    public IReadOnlyList<LiveSerial> Older => _older;

    /// <summary>All serials, the newest first.</summary>
    public IEnumerable<LiveSerial> Live => _older.Prepend(new LiveSerial(Serial, NotAfter));

    /// <summary>Half of the newest credential's validity is over from here on.</summary>
    public long HalfLife => NotBefore + ((NotAfter - NotBefore) / 2);

    public void Accept(long requestTime) => LastRequest = requestTime;

    public void Renew(byte[] credential)
    {
        CredentialLayout.TryRead(credential, out CredentialLayout layout, out _);
        _older.Add(new LiveSerial(Serial, NotAfter));
        (Newest, Serial, NotBefore, NotAfter) = (credential, layout.Serial, layout.NotBefore, layout.NotAfter);
    }

    public void DropExpired(long now) => _older.RemoveAll(serial => serial.NotAfter <= now);
}

/// <summary>A credential that was issued, and when its validity ends.</summary>
internal readonly record struct LiveSerial(ulong Serial, long NotAfter);
