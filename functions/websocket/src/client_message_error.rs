//! Why a client's message is rejected, and the error frame that the client receives.

use domain::live::TOO_MANY_CONNECTIONS;
use live::{MAX_MESSAGE_BYTES, error_frame};
use store::StoreError;

use crate::connection_limit::{MAX_CONNECTIONS_PER_USER, MAX_STREAMS_PER_USER};

/// A message that was rejected. The connection stays open and unchanged, but for [`Self::Evicted`] and [`Self::Closed`].
#[derive(Debug)]
pub(crate) enum ClientMessageError {
    /// The message is not one of the defined messages.
    BadMessage,
    /// The message is longer than [`MAX_MESSAGE_BYTES`].
    TooLong,
    /// The connection is over the rate limit of messages.
    RateLimited,
    /// The connection has not resumed yet.
    NotLive,
    /// The token is invalid, or of another user.
    BadToken,
    /// The token cannot be verified, since the issuer's keys are unavailable.
    KeysUnavailable,
    /// A table was unavailable.
    Store(StoreError),
    /// The user has opened other connections, and this one has exceeded the connection limit: it must be closed.
    Evicted,
    /// The connection must be closed, for this reason: it is unknown, its token has expired, or its catch-up failed.
    Closed(&'static str),
}

impl ClientMessageError {
    /// Whether the client caused the error. Such messages count for the rate limit of rejected messages.
    pub(crate) fn is_client_error(&self) -> bool {
        match self {
            Self::BadMessage | Self::TooLong | Self::RateLimited | Self::NotLive | Self::BadToken => true,
            Self::KeysUnavailable | Self::Store(_) | Self::Evicted | Self::Closed(_) => false,
        }
    }

    /// The error frame: a code of docs/live.md, and a sentence for people.
    pub(crate) fn frame(&self) -> String {
        let (code, message) = match self {
            Self::BadMessage => {
                ("bad_message", "The message is invalid: send resume, ping, filter or auth as documented.".to_owned())
            }
            Self::TooLong => ("bad_message", format!("The message is longer than {MAX_MESSAGE_BYTES} bytes.")),
            Self::RateLimited => ("too_many_messages", "Too many messages: wait a few seconds.".to_owned()),
            Self::NotLive => ("not_live", "The connection is not live yet: send resume first.".to_owned()),
            Self::BadToken => {
                ("bad_token", "The token is invalid, or the connection belongs to a different user.".to_owned())
            }
            Self::Evicted => return eviction_frame(),
            Self::KeysUnavailable | Self::Store(_) | Self::Closed(_) => {
                ("unavailable", "The server cannot process the message at present: try again.".to_owned())
            }
        };
        error_frame(code, &message)
    }
}

/// The frame that a client is sent before its connection is closed because of the connection limit.
pub(crate) fn eviction_frame() -> String {
    let message = format!(
        "A user may have {MAX_CONNECTIONS_PER_USER} live connections, {MAX_STREAMS_PER_USER} of them streams of \
         server-sent events: this one is closed, since newer ones were opened. Wait before you reconnect."
    );
    error_frame(TOO_MANY_CONNECTIONS, &message)
}

impl From<StoreError> for ClientMessageError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
