//! Why a request was refused at a door.

use http::{StatusCode, header};

use crate::answer::{Answer, ClientError};
use crate::delivery::LARGEST_BODY;
use crate::scheme::Refusal;
use crate::store::StoreError;

/// Why a request was refused. Nothing of it was stored.
#[derive(Debug)]
pub enum Refused {
    /// Not a POST.
    Method,
    /// The body is over 4 MB.
    TooLarge,
    /// The path names what can be no integration, or the request names no account.
    NoAccount,
    /// No integration has this id or account.
    UnknownIntegration,
    /// The integration belongs to another channel.
    OtherChannel,
    /// The integration takes nothing at present.
    Disabled,
    /// The account that the request names is not the integration's.
    OtherAccount,
    /// The signature was refused.
    Signature(Refusal),
    /// A table did not answer; the sender must come again.
    Store(StoreError),
}

impl Refused {
    /// The stable word for the log.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::Method => "method",
            Self::TooLarge => "too_large",
            Self::NoAccount => "no_account",
            Self::UnknownIntegration => "unknown_integration",
            Self::OtherChannel => "other_channel",
            Self::Disabled => "disabled",
            Self::OtherAccount => "other_account",
            Self::Signature(refusal) => refusal.reason(),
            Self::Store(_) => "store",
        }
    }

    /// The answer to the sender. All that has to do with who sent it is answered alike, so that strangers learn nothing.
    pub fn answer(&self, request_id: &str) -> Answer {
        let error = match self {
            Self::Method => ClientError::method_not_allowed(),
            Self::TooLarge => ClientError::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too_large",
                format!("The body is over {LARGEST_BODY} bytes."),
            ),
            Self::Store(_) => ClientError::unavailable(),
            _ => ClientError::unauthorized(),
        };
        let mut answer = error.answer(request_id);
        if matches!(self, Self::Method) {
            answer.headers_mut().insert(header::ALLOW, header::HeaderValue::from_static("POST"));
        }
        answer
    }
}
