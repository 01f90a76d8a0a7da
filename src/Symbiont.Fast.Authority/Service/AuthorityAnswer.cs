using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Authority;

/// <summary>What a desk decided; the service makes it durable before the client hears of it. Immutable.</summary>
/// <param name="Status">Done, or why not.</param>
/// <param name="Name">Whom it is about, as far as it is known.</param>
/// <param name="Serial">The credential it is about, or 0.</param>
/// <param name="Body">The response's body.</param>
/// <param name="Action">What is reported when it is done; null for nothing.</param>
/// <param name="Changed">Whether the state must be saved.</param>
/// <param name="ListChanged">Whether something was revoked.</param>
internal readonly record struct AuthorityAnswer(
    AuthorityStatus Status, AgentName? Name, ulong Serial, byte[] Body, AuthorityAction? Action, bool Changed,
    bool ListChanged)
{
    public static AuthorityAnswer Refuse(AuthorityStatus status, AgentName? name = null, ulong serial = 0) =>
        new(status, name, serial, [], AuthorityAction.Refused, Changed: false, ListChanged: false);

    public static AuthorityAnswer Credential(EnrolledAgent agent, AuthorityAction action, bool listChanged = false) =>
        new(
            AuthorityStatus.Done, agent.Identity.Name, agent.Serial, agent.Newest, action, Changed: true, listChanged);
}
