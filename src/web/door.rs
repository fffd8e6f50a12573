//! Through which door a request came in: decided by the listener, never by a header.

/// The caller as the listener knows it (`SO_PEERCRED` on sockets, certificate on :7443).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// The gateway's user: may ask for access and name the client's address.
    Gateway,
    /// The desktop's user: only forwards the person's credential.
    Desktop,
    /// uid 0 on this server: `root@server`.
    Root,
    /// A gateway or core of another server, known by its certificate.
    Peer,
    /// Anybody else.
    Public,
}

impl Door {
    /// May name the client's address and host in forwarding headers.
    pub fn may_forward(self) -> bool {
        matches!(self, Self::Gateway | Self::Peer)
    }

    /// May ask the internal questions: access, tickets, certificates.
    pub fn may_ask(self) -> bool {
        matches!(self, Self::Gateway | Self::Peer | Self::Root)
    }
}
