namespace Symbiont.Fast.Framing.Tests;

/// <summary>The structures of <c>docs/wire-protocol.md</c> as walks over their bytes, for annotation.</summary>
internal static class WireLayouts
{
    public static void FrameHeader(AnnotatedBytes at)
    {
        at.U32("length");
        at.U8("version");
        at.U8("kind");
        at.U8("flags");
        at.Zeros(1);
    }

    public static void Hello(AnnotatedBytes at)
    {
        at.U8("handshake suite");
        at.U8("tier");
        at.U16("AEAD suites offered, a bit each");
        at.Zeros(4);
    }

    public static void Batch(AnnotatedBytes at)
    {
        (ushort suite, ushort runs) = BatchHeader(at);
        for (int i = 0; i < runs; i++)
        {
            Run(at);
        }

        Signature(at, suite);
    }

    public static void Delivery(AnnotatedBytes at)
    {
        (ushort suite, _) = BatchHeader(at);
        Run(at);
        at.U16("run index");
        ushort hashes = at.U8("path length");
        at.Zeros(5);
        for (int i = 0; i < hashes; i++)
        {
            at.Bytes(32, $"path, hash {i}");
        }

        Signature(at, suite);
    }

    private static void SessionWish(AnnotatedBytes at)
    {
        at.U8("mode");
        at.U8("more lanes");
        at.U8("lane");
        at.Zeros(1);
        at.U32("epoch");
        at.Bytes(32, "proof");
    }

    public static void Control(AnnotatedBytes at)
    {
        ushort code = at.U16("code");
        at.Zeros(2);
        int length = (int)at.U32("body length");
        switch ((ControlCode)code)
        {
            case ControlCode.Authenticate:
                at.Bytes(64, "signature");
                if (length > 64)
                {
                    SessionWish(at);
                }

                break;
            case ControlCode.Welcome:
                at.U32("epoch");
                at.U32("handle");
                at.I64("router time");
                break;
            case ControlCode.Resolve:
                at.U64("request id");
                at.Text(length - 8);
                break;
            case ControlCode.Descriptor:
                at.U64("request id");
                at.U32("handle");
                at.Bytes((int)at.U32("credential length"), "credential");
                break;
            case ControlCode.Refusal:
                Refusal(at);
                break;
            case ControlCode.Receipt:
                at.U64("sequence");
                break;
            case ControlCode.Rehandshake:
                at.U8("step");
                at.Zeros(7);
                if (length > 8)
                {
                    at.Bytes(length - 8, "body of the handshake frame");
                }

                break;
            case ControlCode.SealRequest or ControlCode.SealAnswer:
                at.U32("handle");
                at.U32("seal id");
                if (length > 8)
                {
                    at.Bytes(length - 8, "Noise message");
                }

                break;
            case ControlCode.Ping or ControlCode.Pong:
                at.U64("token");
                at.I64("time");
                break;
            default:
                Assert.Equal(ControlCode.Drain, (ControlCode)code);
                break;
        }

        at.Padding();
    }

    public static void Close(AnnotatedBytes at)
    {
        at.U16("reason");
        at.Zeros(6);
    }

    public static void Credential(AnnotatedBytes at)
    {
        at.U8("version");
        at.U8("tier");
        at.U8("clearance");
        ushort capabilities = at.U8("capability count");
        ushort nameLength = at.U16("name length");
        at.U16("capability bytes");
        at.U64("serial");
        at.I64("not before");
        at.I64("not after");
        at.Bytes(32, "Ed25519 signing key");
        at.Bytes(32, "X25519 static key");
        at.Text(nameLength);
        for (int i = 0; i < capabilities; i++)
        {
            at.Text(at.U8("capability's length"));
        }

        at.Padding();
        at.Bytes(32, "issuer key");
        at.I64("issuer not before");
        at.I64("issuer not after");
        at.Bytes(64, "operator signature");
        at.Bytes(64, "issuer signature");
    }

    private static (ushort Suite, ushort Runs) BatchHeader(AnnotatedBytes at)
    {
        ushort suite = at.U8("signature suite");
        at.Zeros(1);
        ushort runs = at.U16("run count");
        at.U16("message count");
        at.Zeros(2);
        at.U64("sender key id");
        at.U32("epoch");
        at.Zeros(4);
        at.U64("first sequence");
        at.I64("created");
        at.Bytes(32, "previous root");
        return (suite, runs);
    }

    private static void Run(AnnotatedBytes at)
    {
        at.U8("run: destination kind");
        at.Zeros(1);
        ushort messages = at.U16("message count");
        at.U32("destination handle");
        at.U64("first sequence");
        at.U64("run number");
        at.U32("byte count");
        at.Zeros(4);
        for (int i = 0; i < messages; i++)
        {
            Message(at);
        }
    }

    private static void Message(AnnotatedBytes at)
    {
        at.I64("message: timestamp");
        at.U64("correlation");
        int length = (int)at.U32("payload length");
        at.U32("time to live");
        at.U32("selector");
        at.U8("type");
        at.U8("security level");
        var flags = (MessageFlags)at.U16("flags");
        if (flags == MessageFlags.Withheld)
        {
            at.Bytes(length, "leaf hash of the withheld message");
        }
        else if ((flags & (MessageFlags.Sealed | MessageFlags.Compressed)) == 0)
        {
            at.Text(length);
        }
        else
        {
            FlagData(at, flags);
            at.Bytes(length, "payload as sent");
        }

        at.Padding();
    }

    private static void FlagData(AnnotatedBytes at, MessageFlags flags)
    {
        if ((flags & MessageFlags.Sealed) != 0)
        {
            at.U32("seal id");
            at.U32("destination epoch");
        }

        if ((flags & MessageFlags.Compressed) != 0)
        {
            at.U32("plain size");
            at.Zeros(4);
        }
    }

    private static void Signature(AnnotatedBytes at, int suite) =>
        at.Bytes(SignatureSuites.Length((SignatureSuite)suite), "signature");

    private static void Refusal(AnnotatedBytes at)
    {
        at.U16("reason");
        at.U8("scope");
        ushort rule = at.U8("rule name length");
        at.U32("message count");
        at.U64("first sequence");
        at.U32("retry after");
        at.U32("policy generation");
        at.Text(rule);
    }
}
