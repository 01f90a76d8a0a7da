using System.Text;

namespace Symbiont.Fast.Framing.Tests;

/// <summary>A control message with its body undecoded.</summary>
internal sealed record PageControlHeader(ushort Code, byte[] Body);

internal sealed record PageAuthenticate(
    byte[] Signature, byte Mode = 0, byte MoreLanes = 0, byte Lane = 0, uint Epoch = 0, byte[]? Proof = null);

internal sealed record PageWelcome(uint Epoch, uint Handle, long RouterTime);

internal sealed record PageResolve(ulong RequestId, string Name);

internal sealed record PageDescriptor(ulong RequestId, uint Handle, PageCredential Credential);

internal sealed record PageControlRefusal(
    ushort Reason,
    byte Scope,
    uint MessageCount,
    ulong First,
    uint RetryAfter,
    uint PolicyGeneration,
    string Rule);

internal sealed record PageReceipt(ulong Sequence);

internal sealed record PagePing(ulong Token, long Time);

internal sealed record PagePong(ulong Token, long Time);

internal sealed record PageDrain;

internal sealed record PageRehandshake(byte Step, byte[] Noise);

internal sealed record PageSeal(ushort Code, uint Handle, uint SealId, byte[] Noise);

/// <summary>Section 8: control messages and their bodies.</summary>
internal static class PageControl
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>One control message's frame, with nothing said of its body.</summary>
    public static PageControlHeader Header(PageCursor cursor)
    {
        ushort code = cursor.U16();
        cursor.Require(code is >= 1 and <= 12, "unassigned code");
        cursor.Zeros(2);
        uint length = cursor.U32();
        cursor.Require(length <= 4096, "control body too long");
        byte[] body = cursor.Take(length);
        cursor.Padding(length);
        return new PageControlHeader(code, body);
    }

    /// <summary>The body of a control frame: one message or more.</summary>
    public static object[] Frame(PageCursor cursor)
    {
        var messages = new List<object>();
        do
        {
            messages.Add(Message(cursor));
        }
        while (!cursor.AtEnd);
        return [.. messages];
    }

    public static object Message(PageCursor cursor)
    {
        PageControlHeader header = Header(cursor);
        var body = new PageCursor(header.Body);
        object message = header.Code switch
        {
            1 => Authenticate(body),
            2 => new PageWelcome(body.U32(), body.U32(), body.I64()),
            3 => Resolve(body),
            4 => Descriptor(body),
            5 => Refusal(body),
            6 => new PageReceipt(Sequence(body)),
            7 => new PagePing(body.U64(), body.I64()),
            8 => new PagePong(body.U64(), body.I64()),
            9 => new PageDrain(),
            12 => Rehandshake(body),
            _ => Seal(header.Code, body),
        };
        body.Require(body.AtEnd, "body length does not fit the code");
        return message;
    }

    private static PageAuthenticate Authenticate(PageCursor body)
    {
        byte[] signature = body.Take(64);
        if (body.AtEnd)
        {
            return new PageAuthenticate(signature);
        }

        byte mode = body.U8();
        byte moreLanes = body.U8();
        byte lane = body.U8();
        body.Zeros(1);
        uint epoch = body.U32();
        byte[] proof = body.Take(32);
        bool fits = mode switch
        {
            0 => moreLanes is >= 1 and <= 7 && lane == 0 && epoch == 0 && proof.All(value => value == 0),
            1 => moreLanes <= 7 && lane == 0,
            2 => moreLanes == 0 && lane is >= 1 and <= 7,
            _ => false,
        };
        body.Require(fits, "mode");
        return new PageAuthenticate(signature, mode, moreLanes, lane, epoch, proof);
    }

    private static PageResolve Resolve(PageCursor body)
    {
        ulong request = body.U64();
        body.Require(request != 0, "request id 0");
        string name = Encoding.Latin1.GetString(body.Take((uint)body.Remaining));
        body.Require(PageNames.TierOf(name) is not null, "agent name");
        return new PageResolve(request, name);
    }

    private static PageSeal Seal(ushort code, PageCursor body)
    {
        uint handle = body.U32();
        uint id = body.U32();
        byte[] noise = body.Take((uint)body.Remaining);
        bool top = (id & 0x8000_0000) != 0;
        body.Require((id & 0x7FFF_FFFF) != 0, "seal id 0");
        body.Require(code == 10 ? !top && noise.Length > 0 : top || noise.Length == 0, "seal message");
        return new PageSeal(code, handle, id, noise);
    }

    private static PageDescriptor Descriptor(PageCursor body)
    {
        ulong request = body.U64();
        uint handle = body.U32();
        uint length = body.U32();
        body.Require(length >= 1 && length == body.Remaining, "credential length");
        return new PageDescriptor(request, handle, PageCredentials.Credential(body));
    }

    private static PageControlRefusal Refusal(PageCursor body)
    {
        ushort reason = body.U16();
        byte scope = body.U8();
        body.Require(scope is 1 or 2, "scope");
        byte ruleLength = body.U8();
        body.Require(ruleLength <= 128, "rule name too long");
        uint count = body.U32();
        body.Require(scope == 1 || count == 0, "message count in scope 2");
        ulong first = body.U64();
        uint retryAfter = body.U32();
        uint generation = body.U32();
        byte[] rule = body.Take(ruleLength);
        try
        {
            return new PageControlRefusal(
                reason, scope, count, first, retryAfter, generation, StrictUtf8.GetString(rule));
        }
        catch (DecoderFallbackException)
        {
            throw new PageRefusal("rule name is not UTF-8");
        }
    }

    private static PageRehandshake Rehandshake(PageCursor body)
    {
        byte step = body.U8();
        body.Require(step is >= 1 and <= 4, "step");
        body.Zeros(7);
        body.Require((step == 4) == body.AtEnd, "steps 1 to 3 carry a handshake frame's body, step 4 nothing");
        return new PageRehandshake(step, body.Take((uint)body.Remaining));
    }

    private static ulong Sequence(PageCursor body)
    {
        ulong sequence = body.U64();
        body.Require(sequence is >= 1 and <= PageBatches.MaxSequence, "sequence");
        return sequence;
    }
}
