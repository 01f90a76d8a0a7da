namespace Symbiont.Fast.Framing;

/// <summary>What a client asks the authority for. Numbers 16 and up are for the operator's socket only.</summary>
public enum AuthorityRequestKind : byte
{
    /// <summary>A first credential, by bootstrap token.</summary>
    Enrol = 1,

    /// <summary>A credential that takes over from one whose validity is half over.</summary>
    Renew = 2,

    /// <summary>A bootstrap token.</summary>
    MakeToken = 16,

    /// <summary>That a credential, or all of an agent, be refused from now on.</summary>
    Revoke = 17,

    /// <summary>A page of the directory of live credentials.</summary>
    Directory = 18,
}
