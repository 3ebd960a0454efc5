//! Why a client's message is not served.

use live::{MAX_MESSAGE_BYTES, error_frame};
use store::StoreError;

/// A message that changes nothing.
#[derive(Debug)]
pub(crate) enum ClientMessageError {
    /// It is none that is defined.
    BadMessage,
    /// It is longer than messages may be.
    TooLong,
    /// The connection sends more than it may.
    TooMany,
    /// The connection has not resumed yet.
    NotLive,
    /// The token is not good, or another user's.
    BadToken,
    /// The issuer's keys cannot be had at the moment.
    NoKeys,
    /// The tables did not do their part.
    Store(StoreError),
    /// The connection is unknown, its token has ended, or it has a hole: it is closed.
    Closed(&'static str),
}

impl ClientMessageError {
    /// Whether the client could know better.
    pub(crate) fn is_the_clients(&self) -> bool {
        match self {
            Self::BadMessage | Self::TooLong | Self::TooMany | Self::NotLive | Self::BadToken => true,
            Self::NoKeys | Self::Store(_) | Self::Closed(_) => false,
        }
    }

    /// The frame that says so.
    pub(crate) fn frame(&self) -> String {
        let (code, message) = match self {
            Self::BadMessage => ("bad_message", "The message is none of those that are defined.".to_owned()),
            Self::TooLong => ("bad_message", format!("The message is over {MAX_MESSAGE_BYTES} bytes.")),
            Self::TooMany => ("too_many_messages", "Messages come too fast; wait a few seconds.".to_owned()),
            Self::NotLive => ("not_live", "The connection has not resumed yet.".to_owned()),
            Self::BadToken => ("bad_token", "The token is not valid, or not of this connection's user.".to_owned()),
            Self::NoKeys | Self::Store(_) | Self::Closed(_) => {
                ("unavailable", "This cannot be answered at the moment; try again.".to_owned())
            }
        };
        error_frame(code, &message)
    }
}

impl From<StoreError> for ClientMessageError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
