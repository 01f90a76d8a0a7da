namespace Symbiont.Fast.Buses;

/// <summary>How far a connection's peer has come.</summary>
internal enum ConnectionState
{
    /// <summary>Noise messages are exchanged.</summary>
    Handshaking,

    /// <summary>The credential holds; the proof of the signing key is awaited.</summary>
    Authenticating,

    /// <summary>The session is open.</summary>
    Open,

    /// <summary>Nothing more is read; what is to be sent is still sent.</summary>
    Closing,
}
