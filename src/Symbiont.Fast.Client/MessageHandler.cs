namespace Symbiont.Fast.Client;

/// <summary>
/// Takes messages on the client's receive thread, with borrowed payloads and without a thread hop. It must not block:
/// nothing is received meanwhile. Replies made in it leave together when the burst ends.
/// </summary>
/// <param name="client">The client that received the message.</param>
/// <param name="message">The message.</param>
public delegate void MessageHandler(AgentClient client, in IncomingMessage message);
