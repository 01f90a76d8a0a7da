namespace Symbiont.Fast.Framing.Tests;

/// <summary>200,000 hostile inputs to every reader: none may throw, and what is accepted must hold together.</summary>
public sealed class HostileInputTests
{
    private const int Inputs = 200_000;
    private const int Seed = 7919;

    private delegate bool Reader(byte[] bytes);

    private static readonly Dictionary<string, Reader> Readers = new()
    {
        ["frame header"] = bytes => FrameHeader.TryRead(bytes, out _) == FrameError.None,
        ["frame"] = Frame,
        ["hello"] = bytes => HelloMessage.TryRead(bytes, out _) == FrameError.None,
        ["batch"] = Batch,
        ["delivery"] = Delivery,
        ["control"] = Control,
        ["authenticate"] = bytes => AuthenticateMessage.TryRead(bytes, out _) == FrameError.None,
        ["welcome"] = bytes => WelcomeMessage.TryRead(bytes, out _) == FrameError.None,
        ["resolve"] = bytes => ResolveMessage.TryRead(bytes, out _) == FrameError.None,
        ["descriptor"] = bytes => DescriptorMessage.TryRead(bytes, out _) == FrameError.None,
        ["refusal"] = bytes => RefusalMessage.TryRead(bytes, out _) == FrameError.None,
        ["receipt"] = bytes => ReceiptMessage.TryRead(bytes, out _) == FrameError.None,
        ["ping"] = bytes => PingMessage.TryRead(ControlCode.Ping, bytes, out _) == FrameError.None,
        ["drain"] = bytes => DrainMessage.TryRead(bytes) == FrameError.None,
        ["close"] = bytes => CloseMessage.TryRead(bytes, out _) == FrameError.None,
        ["credential"] = Credential,
        ["revocation list"] = Revocations,
        ["authority header"] = bytes => AuthorityHeader.TryRead(bytes, 1024, out _) == FrameError.None,
        ["enrolment"] = Enrolment,
        ["renewal"] = bytes => RenewalRequest.TryRead(bytes, out _) == FrameError.None,
        ["token"] = bytes => TokenRequest.TryRead(bytes, out _, out _) == FrameError.None,
        ["selector"] = bytes => AgentSelector.TryRead(bytes, out _) == FrameError.None,
        ["directory page"] = bytes => DirectoryPage.TryRead(bytes, out _, out _) == FrameError.None,
    };

    [Fact]
    public void No_reader_throws_and_each_both_accepts_and_refuses()
    {
        Mutator mutator = new(Seed, Corpus());
        Dictionary<string, int> accepted = Readers.Keys.ToDictionary(name => name, _ => 0);
        for (int i = 0; i < Inputs; i++)
        {
            byte[] bytes = mutator.Next();
            foreach ((string name, Reader read) in Readers)
            {
                try
                {
                    accepted[name] += read(bytes) ? 1 : 0;
                }
                catch (Exception e) when (e is not Xunit.Sdk.IAssertionException)
                {
                    Assert.Fail($"Reader '{name}' threw {e.GetType().Name} at input {i}: {Convert.ToHexString(bytes)}");
                }
            }
        }

        // Otherwise the inputs would not reach behind the first checks.
        Assert.All(accepted, entry => Assert.InRange(entry.Value, 10, Inputs - 1000));
    }

    private static List<byte[]> Corpus()
    {
        string[] hashes = ["hashes", "statement", "message-id"];
        WireVector[] vectors = [.. WireVectors.All.Where(vector => !hashes.Contains(vector.Name))];
        byte[][] whole = [.. vectors.Select(vector => vector.Bytes)];
        byte[][] bodies = [.. whole.Where(bytes => bytes.Length > 8).Select(bytes => bytes[ControlHeader.Size..])];
        byte[] frame = new byte[40];
        new FrameHeader(frame.Length, FrameKind.Control, 0).Write(frame);
        byte[][] authority = [.. AuthorityVectors.All.Select(vector => vector.Bytes)];
        byte[][] requests = [.. authority.Select(bytes => bytes[AuthorityHeader.Size..])];
        return [.. whole, .. bodies, frame, .. authority, .. requests];
    }

    private static bool Frame(byte[] bytes)
    {
        FrameError error = FrameScanner.TryRead(bytes, out ReadOnlySpan<byte> frame, out FrameHeader header);
        if (error == FrameError.None)
        {
            Assert.Equal(header.Length, frame.Length);
        }

        return error == FrameError.None;
    }

    private static bool Batch(byte[] bytes)
    {
        if (BatchView.TryRead(bytes, out BatchView batch) != FrameError.None)
        {
            return false;
        }

        Walk.Batch(batch, bytes);
        return true;
    }

    private static bool Delivery(byte[] bytes)
    {
        if (DeliveryView.TryRead(bytes, out DeliveryView delivery) != FrameError.None)
        {
            return false;
        }

        Walk.Delivery(delivery, bytes);
        return true;
    }

    private static bool Control(byte[] bytes)
    {
        ReadOnlySpan<byte> rest = bytes;
        while (!rest.IsEmpty)
        {
            int before = rest.Length;
            FrameError error = ControlHeader.TryTake(ref rest, out ControlHeader header, out ReadOnlySpan<byte> body);
            if (error != FrameError.None)
            {
                return false;
            }

            Assert.Equal(header.BodyLength, body.Length);
            Assert.Equal(before - header.WireLength, rest.Length);
        }

        return bytes.Length > 0;
    }

    private static bool Enrolment(byte[] bytes)
    {
        if (EnrolmentRequest.TryRead(bytes, out EnrolmentRequest request, out AgentIdentity? identity)
            != FrameError.None)
        {
            return false;
        }

        Assert.NotNull(identity);
        Assert.Equal(bytes.Length, request.AuthenticatedBytes.Length + request.Mac.Length);
        Assert.Equal(request.AuthenticatedBytes.Length, request.SignedBytes.Length + request.Proof.Length);
        return true;
    }

    private static bool Revocations(byte[] bytes)
    {
        if (RevocationList.TryRead(bytes, out RevocationList list) != FrameError.None)
        {
            return false;
        }

        for (int i = 1; i < list.Count; i++)
        {
            Assert.True(list.Serial(i) > list.Serial(i - 1));
        }

        Assert.Equal(bytes.Length, list.SignedBytes.Length + list.IssuerSignature.Length);
        return true;
    }

    private static bool Credential(byte[] bytes)
    {
        FrameError error = CredentialLayout.TryRead(
            bytes, out CredentialLayout credential, out AgentIdentity? identity);
        if (error != FrameError.None)
        {
            Assert.Null(identity);
            return false;
        }

        Assert.NotNull(identity);
        Assert.Equal(bytes.Length, credential.SignedBytes.Length + credential.IssuerSignature.Length);
        Assert.Equal(64, credential.OperatorSignature.Length);
        return true;
    }
}
