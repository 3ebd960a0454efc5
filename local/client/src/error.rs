//! What can go wrong between a client and a stack.

/// Why a client has no answer, or not the one that it wants. Never shows a token or a secret.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// A webhook that cannot be written as a request.
    #[error("it cannot be sent: {0}")]
    InvalidRequest(&'static str),
    /// A URL that no stack can have.
    #[error("{0}")]
    Url(&'static str),
    /// No connection, no TLS, or no answer in time.
    #[error("no answer from {url}: {why}")]
    Unreachable {
        /// Where it was tried.
        url: String,
        /// What the connection body.
        why: String,
    },
    /// An answer, and it is a no.
    #[error("answered with status {status}{}{body}", if body.is_empty() { "" } else { ": " })]
    Rejected {
        /// The HTTP status.
        status: u16,
        /// The beginning of the answer's body; a refused WebSocket often has none.
        body: String,
    },
    /// A live connection that ended or broke.
    #[error("the connection ended: {0}")]
    Disconnected(String),
    /// A message that the protocol does not have.
    #[error("a message was not understood: {0}")]
    Protocol(String),
}

impl ClientError {
    /// Whether the stack knows the caller and will not have it: trying again changes nothing.
    pub fn is_final(&self) -> bool {
        match self {
            Self::Url(_) | Self::InvalidRequest(_) => true,
            // 408 and 429 are about the moment.
            Self::Rejected { status, .. } => matches!(status, 400..=499) && !matches!(status, 408 | 429),
            Self::Unreachable { .. } | Self::Disconnected(_) | Self::Protocol(_) => false,
        }
    }
}
