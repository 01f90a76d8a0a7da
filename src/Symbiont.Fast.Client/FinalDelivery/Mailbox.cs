using System.Threading.Channels;

namespace Symbiont.Fast.Client;

/// <summary>
/// Where messages of all lanes reach the application: by its handler, or in the bounded queue of
/// <see cref="AgentClient.ReceiveAsync"/>. Thread-safe.
/// </summary>
internal sealed class Mailbox
{
    private readonly Channel<ReceivedMessage> _queue;
    private volatile MessageHandler? _handler;

    /// <summary>Makes an empty one.</summary>
    /// <param name="capacity">How many messages the queue takes before it holds the links.</param>
    /// <param name="lanes">How many receive threads put messages in.</param>
    public Mailbox(int capacity, int lanes) => _queue = Channel.CreateBounded<ReceivedMessage>(
        new BoundedChannelOptions(capacity) { SingleWriter = lanes == 1 });

    public ChannelReader<ReceivedMessage> Queue => _queue.Reader;

    public MessageHandler? Handler
    {
        get => _handler;
        set => _handler = value;
    }

    /// <summary>
    /// Queues a message. A full queue holds the link: the router's ring fills, and the senders are told that this agent
    /// is overloaded.
    /// </summary>
    public void Add(ReceivedMessage message)
    {
        while (!_queue.Writer.TryWrite(message))
        {
            if (!_queue.Writer.WaitToWriteAsync().AsTask().GetAwaiter().GetResult())
            {
                return;
            }
        }
    }

    /// <summary>Nothing more will come.</summary>
    public void Complete() => _queue.Writer.TryComplete();
}
