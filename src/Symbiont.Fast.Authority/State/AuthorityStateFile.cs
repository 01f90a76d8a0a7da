using System.Security.Cryptography;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Authority;

/// <summary>
/// The state as bytes. It is the authority's own file and no wire format; a version and a checksum guard it. Any
/// thread.
/// <code>
///   "symbiont.fast authority 1\0", 26 bytes · list number u64
///   token count i32:    id u64 · used u8 · token, 32 bytes, zeros when used · grant length i32 · TokenRequest
///   agent count i32:    last request i64 · credential length i32 · credential
///                       · older count i32: serial u64 · end i64
///   revoked count i32:  serial u64 · end i64
///   SHA-256 of all that, 32 bytes
/// </code>
/// </summary>
internal static class AuthorityStateFile
{
    private const int MaxCount = 1_000_000;

    private static ReadOnlySpan<byte> Magic => "symbiont.fast authority 1\0"u8;

    /// <summary>Writes the state; the caller wipes the bytes.</summary>
    public static byte[] Write(AuthorityState state)
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        writer.Write(Magic);
        writer.Write(state.ListNumber);
        writer.Write(state.Tokens.Count);
        foreach (GrantedToken token in state.Tokens.Values)
        {
            WriteToken(writer, token);
        }

        writer.Write(state.Agents.Count);
        foreach (EnrolledAgent agent in state.Agents.Values)
        {
            writer.Write(agent.LastRequest);
            writer.Write(agent.Newest.Length);
            writer.Write(agent.Newest);
            writer.Write(agent.Older.Count);
            foreach (LiveSerial old in agent.Older)
            {
                writer.Write(old.Serial);
                writer.Write(old.NotAfter);
            }
        }

        writer.Write(state.Revoked.Count);
        foreach ((ulong serial, long notAfter) in state.Revoked)
        {
            writer.Write(serial);
            writer.Write(notAfter);
        }

        writer.Flush();
        ReadOnlySpan<byte> written = memory.GetBuffer().AsSpan(0, (int)memory.Length);
        byte[] bytes = [.. written, .. SHA256.HashData(written)];
        CryptographicOperations.ZeroMemory(memory.GetBuffer());
        return bytes;
    }

    /// <summary>Reads a state.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or another version's.</exception>
    public static AuthorityState Read(byte[] bytes)
    {
        int end = bytes.Length - SHA256.HashSizeInBytes;
        bool whole = end >= Magic.Length && bytes.AsSpan().StartsWith(Magic)
            && SHA256.HashData(bytes.AsSpan(0, end)).AsSpan().SequenceEqual(bytes.AsSpan(end));
        if (!whole)
        {
            throw new InvalidDataException("the authority's state is damaged, or of another version");
        }

        using var reader = new BinaryReader(new MemoryStream(bytes, Magic.Length, end - Magic.Length));
        try
        {
            return Read(reader);
        }
        catch (Exception fault) when (fault is EndOfStreamException or ArgumentException)
        {
            throw new InvalidDataException("the authority's state is damaged", fault);
        }
    }

    private static AuthorityState Read(BinaryReader reader)
    {
        var state = new AuthorityState { ListNumber = reader.ReadUInt64() };
        for (int count = Count(reader); count > 0; count--)
        {
            state.Add(ReadToken(reader));
        }

        for (int count = Count(reader); count > 0; count--)
        {
            long lastRequest = reader.ReadInt64();
            byte[] credential = reader.ReadBytes(Count(reader));
            var older = new List<LiveSerial>();
            for (int serials = Count(reader); serials > 0; serials--)
            {
                older.Add(new LiveSerial(reader.ReadUInt64(), reader.ReadInt64()));
            }

            state.Add(new EnrolledAgent(credential, lastRequest, older));
        }

        for (int count = Count(reader); count > 0; count--)
        {
            state.Revoke(reader.ReadUInt64(), reader.ReadInt64());
        }

        return state;
    }

    private static void WriteToken(BinaryWriter writer, GrantedToken token)
    {
        Span<byte> secret = stackalloc byte[BootstrapToken.Size];
        secret.Clear();
        token.Token?.Export(secret);
        byte[] grant = TokenRequest.Compose(token.Grant, token.Expires);
        writer.Write(token.Id);
        writer.Write(token.IsUsed);
        writer.Write(secret);
        writer.Write(grant.Length);
        writer.Write(grant);
        CryptographicOperations.ZeroMemory(secret);
    }

    private static GrantedToken ReadToken(BinaryReader reader)
    {
        ulong id = reader.ReadUInt64();
        bool used = reader.ReadBoolean();
        byte[] secret = reader.ReadBytes(BootstrapToken.Size);
        byte[] body = reader.ReadBytes(Count(reader));
        BootstrapToken? token = used ? null : new BootstrapToken(secret);
        CryptographicOperations.ZeroMemory(secret);
        return TokenRequest.TryRead(body, out long expires, out AgentIdentity? grant) == FrameError.None
            ? new GrantedToken(id, token, grant!, expires)
            : throw new InvalidDataException("the authority's state has a token without a grant");
    }

    private static int Count(BinaryReader reader)
    {
        int count = reader.ReadInt32();
        return count is >= 0 and <= MaxCount
            ? count
            : throw new InvalidDataException("the authority's state has a count out of range");
    }
}
