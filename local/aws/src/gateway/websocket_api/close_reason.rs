//! Why a connection ends: the close code and text for its client and its function.

use std::borrow::Cow;

use tokio_tungstenite::tungstenite::protocol::CloseFrame;

/// Why a connection ends.
///
/// Codes are those of RFC 6455, section 7.4.1. Documented by AWS are 1009 (quota page, see `limits`) and 1003
/// (<https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-develop-binary-media-types.html>).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CloseReason {
    /// The client sent a close frame, with or without a code.
    ByClient(Option<(u16, String)>),
    /// The client disconnected without a close frame.
    Lost,
    /// No frame was received or sent for too long.
    Idle,
    /// The connection reached its maximum age.
    TooOld,
    /// A message or a frame was too large.
    TooLarge,
    /// The client sent a binary message.
    Binary,
    /// The client violated the protocol.
    Malformed,
    /// The management API deleted the connection.
    Deleted,
    /// The client does not read its messages.
    SlowReader,
    /// The server is stopping.
    Stopping,
}

impl CloseReason {
    /// The close code, also `disconnectStatusCode` of `$disconnect`.
    pub(super) fn code(&self) -> u16 {
        match self {
            Self::ByClient(Some((code, _))) => *code,
            Self::ByClient(None) => 1005,
            Self::Lost => 1006,
            Self::Idle | Self::TooOld | Self::Stopping => 1001,
            Self::TooLarge => 1009,
            Self::Binary => 1003,
            Self::Malformed => 1002,
            Self::Deleted => 1000,
            Self::SlowReader => 1008,
        }
    }

    /// The text, also `disconnectReason` of `$disconnect`.
    pub(super) fn reason(&self) -> Cow<'_, str> {
        match self {
            Self::ByClient(Some((_, reason))) => reason.into(),
            // The text of AWS's sample event.
            Self::ByClient(None) => "Client-side close frame status not set".into(),
            Self::Lost => "Connection closed abnormally".into(),
            Self::Idle => "Going away: idle for too long".into(),
            Self::TooOld => "Going away: open for too long".into(),
            Self::Stopping => "Going away: the server stops".into(),
            Self::TooLarge => "Message too long".into(),
            Self::Binary => "Binary messages are not supported".into(),
            Self::Malformed => "Protocol error".into(),
            Self::Deleted => "Connection closed".into(),
            Self::SlowReader => "Messages are not being read".into(),
        }
    }

    /// The close frame to send, unless the client has sent one or has disconnected.
    pub(super) fn close_frame(&self) -> Option<CloseFrame> {
        let by_server = !matches!(self, Self::ByClient(_) | Self::Lost);
        by_server.then(|| CloseFrame { code: self.code().into(), reason: self.reason().into_owned().into() })
    }

    /// Whether unread bytes cannot be parsed as frames any more.
    pub(super) fn leaves_partial_frame(&self) -> bool {
        matches!(self, Self::TooLarge | Self::Malformed)
    }
}
