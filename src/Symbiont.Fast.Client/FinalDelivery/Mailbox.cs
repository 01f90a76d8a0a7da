using System.Threading.Channels;

namespace Symbiont.Fast.Client;

/// <summary>
/// Where messages of all lanes reach the application: by its handler, or in the queue of
/// <see cref="AgentClient.ReceiveAsync"/>, which the lanes' <see cref="DeliveryCredit"/> bounds. Thread-safe.
/// </summary>
internal sealed class Mailbox
{
    private readonly Channel<ReceivedMessage> _queue;
    private volatile MessageHandler? _handler;

    /// <summary>Makes an empty one.</summary>
    /// <param name="lanes">How many receive threads put messages in.</param>
    public Mailbox(int lanes) => _queue = Channel.CreateUnbounded<ReceivedMessage>(
        new UnboundedChannelOptions { SingleWriter = lanes == 1 });

    public MessageHandler? Handler
    {
        get => _handler;
        set => _handler = value;
    }

    /// <summary>Queues a message; once the session is over, nobody will read it.</summary>
    public void Add(ReceivedMessage message) => _queue.Writer.TryWrite(message);

    /// <summary>The oldest message; the router hears that there is room for more.</summary>
    /// <exception cref="ChannelClosedException">Nothing more will come.</exception>
    public async ValueTask<ReceivedMessage> TakeAsync(CancellationToken cancellation)
    {
        ReceivedMessage message = await _queue.Reader.ReadAsync(cancellation).ConfigureAwait(false);
        message.Release();
        return message;
    }

    /// <summary>The same when there is one.</summary>
    public bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ReceivedMessage? message)
    {
        bool taken = _queue.Reader.TryRead(out message);
        message?.Release();
        return taken;
    }

    /// <summary>Nothing more will come.</summary>
    public void Complete() => _queue.Writer.TryComplete();
}
