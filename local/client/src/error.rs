//! Errors between a client and a stack.

/// Why a client has no response, or not the expected one. It never contains a token or a secret.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The webhook or message cannot be sent.
    #[error("the webhook or message cannot be sent: {0}")]
    InvalidRequest(&'static str),
    /// The URL is not one of a stack.
    #[error("{0}")]
    Url(&'static str),
    /// No connection, no TLS, or no response in time.
    #[error("no response from {url}: {reason}")]
    Unreachable {
        /// The URL's origin.
        url: String,
        /// The cause.
        reason: String,
    },
    /// The status of the response is not successful.
    #[error("the response has status {status}{}{body}", if body.is_empty() { "" } else { ": " })]
    Rejected {
        /// The HTTP status.
        status: u16,
        /// The beginning of the response's body; empty for most rejected WebSockets.
        body: String,
    },
    /// The stack closed a live connection, since the user has opened too many newer ones. The next connection has to
    /// wait, or it would evict another one of the user.
    #[error("{0}")]
    TooManyConnections(String),
    /// A live connection ended or broke.
    #[error("the connection ended: {0}")]
    Disconnected(String),
    /// A message does not follow the protocol.
    #[error("invalid message: {0}")]
    Protocol(String),
}

impl ClientError {
    /// Whether a retry cannot succeed.
    pub fn is_final(&self) -> bool {
        match self {
            Self::Url(_) | Self::InvalidRequest(_) => true,
            // 408 and 429 are transient.
            Self::Rejected { status, .. } => matches!(status, 400..=499) && !matches!(status, 408 | 429),
            Self::Unreachable { .. } | Self::TooManyConnections(_) | Self::Disconnected(_) | Self::Protocol(_) => false,
        }
    }
}
