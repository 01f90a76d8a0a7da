using Symbiont.Fast.Cryptography;

namespace Symbiont.Fast.Routing.Identity;

/// <summary>
/// A signature still to be verified, with all that takes: its batch may have gone from the ring by then. Owned by the
/// router's thread; used again and again.
/// </summary>
internal sealed class DeferredVerification
{
    private readonly byte[] _statement = new byte[BatchStatement.Size];
    private readonly byte[] _signature = new byte[SigningKey.SignatureSize];

    /// <summary>Whose batch it is; null when nothing waits here.</summary>
    public AgentSession? Session { get; private set; }

    /// <summary>The batch's first sequence.</summary>
    public ulong FirstSequence { get; private set; }

    /// <summary>How many messages the batch has.</summary>
    public int MessageCount { get; private set; }

    /// <summary>The batch root, the statement's last 32 bytes.</summary>
    public ReadOnlySpan<byte> Root => _statement.AsSpan(BatchStatement.Size - BatchHash.Size);

    public void Set(AgentSession session, ReadOnlySpan<byte> statement, ReadOnlySpan<byte> signature, int messageCount)
    {
        statement.CopyTo(_statement);
        signature.CopyTo(_signature);
        FirstSequence = session.NextSequence;
        MessageCount = messageCount;
        Session = session;
        session.Unverified = this;
    }

    /// <summary>Verifies, and lets go of the session.</summary>
    public bool Verify()
    {
        bool valid = Session!.Admission.SigningKey.Verify(_statement, _signature);
        Session.Unverified = null;
        Session = null;
        return valid;
    }
}
