using System.Globalization;
using System.Text;

namespace Symbiont.Fast.Transport.Sockets;

/// <summary>
/// What a host says to a virtual machine's socket to reach a port in the guest, and what it must hear before the stream
/// begins: <c>CONNECT port\n</c>, <c>OK port\n</c> (Firecracker, docs/vsock.md). The second port is the one that the host
/// was given, so any will do. Read byte by byte: what follows the line is the stream's.
/// </summary>
internal sealed class HybridGreeting
{
    private const string Beginning = "OK ";
    private const int MaxLine = 14;

    private readonly byte[] _line = new byte[MaxLine];
    private int _length;
    private ulong _port;

    /// <summary>True once the whole line has come.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>How many bytes have come.</summary>
    public int Length => _length;

    /// <summary>What has come so far, to be shown: printable ASCII as it is.</summary>
    public string Seen
    {
        get
        {
            var text = new StringBuilder();
            foreach (byte value in _line.AsSpan(0, _length))
            {
                text = value is >= (byte)' ' and < 0x7F
                    ? text.Append((char)value)
                    : text.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}");
            }

            return text.ToString();
        }
    }

    /// <summary>The request for a port.</summary>
    public static byte[] Request(uint port) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"CONNECT {port}\n"));

    /// <summary>Takes the next byte of the answer; false when no answer goes on like that.</summary>
    public bool TryTake(byte value)
    {
        int position = _length;
        _line[_length++] = value;
        if (position < Beginning.Length)
        {
            return value == Beginning[position];
        }

        if (value == '\n')
        {
            IsComplete = position > Beginning.Length;
            return IsComplete;
        }

        // A number as it is printed: no zero before it, and no more than 32 bits.
        bool goesOn = char.IsAsciiDigit((char)value) && (position == Beginning.Length || _port != 0);
        _port = (_port * 10) + (ulong)(value - '0');
        return goesOn && _port <= uint.MaxValue;
    }
}
