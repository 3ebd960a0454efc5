//! Why something was refused at a door.

use domain::delivery::MAX_BODY_BYTES;
use domain::integration::Integration;
use http::{StatusCode, header};
use runtime::response::{ErrorResponse, Response};
use signatures::{Scheme, VerifyError};
use store::StoreError;
use types::Channel;
use types::transport::Transport;

/// Why something was refused. Nothing of it was stored.
#[derive(Debug)]
pub enum IngestError {
    /// Not a POST.
    Method,
    /// The body is over 4 MB.
    TooLarge,
    /// The path names what can be no integration or no topic, or nothing names an account.
    NoAccount,
    /// No integration has this id or account.
    UnknownIntegration,
    /// The integration belongs to another channel.
    OtherChannel,
    /// The integration takes nothing at present.
    Disabled,
    /// The integration takes nothing by this way.
    WayNotTaken,
    /// The account that the request names is not the integration's.
    OtherAccount,
    /// The path has a topic, and the integration's topics do not stand there.
    PathTopic,
    /// The signature was refused.
    Signature(VerifyError),
    /// The proof fits any body, and was used for another one.
    ProofUsed,
    /// The proof fits any body, and the function has no table in which to remember this one.
    NoLedger,
    /// The certificate that a signature needs could not be fetched; the sender must come again.
    CertificateUnavailable(String),
    /// A table did not answer; the sender must come again.
    Store(StoreError),
}

impl IngestError {
    /// The stable word for the log. What they mean for an owner stands in docs/rejections.md.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Method => "method",
            Self::TooLarge => "too_large",
            Self::NoAccount => "no_account",
            Self::UnknownIntegration => "unknown_integration",
            Self::OtherChannel => "other_channel",
            Self::Disabled => "disabled",
            Self::WayNotTaken => "way_not_taken",
            Self::OtherAccount => "other_account",
            Self::PathTopic => "path_topic",
            Self::Signature(refusal) => refusal.code(),
            Self::ProofUsed => "proof_used",
            Self::NoLedger => "no_ledger",
            Self::CertificateUnavailable(_) => "certificate_unavailable",
            Self::Store(_) => "store",
        }
    }

    /// Whether it will be so again; what is no verdict passes, and has to come again.
    pub fn is_final(&self) -> bool {
        !matches!(self, Self::NoLedger | Self::CertificateUnavailable(_) | Self::Store(_))
    }

    /// What went wrong here, for the log; empty for a verdict.
    pub(super) fn detail(&self) -> String {
        match self {
            Self::Store(error) => error.to_string(),
            Self::CertificateUnavailable(detail) => detail.clone(),
            Self::NoLedger => "LEDGER_TABLE is not given to this function".to_owned(),
            _ => String::new(),
        }
    }

    /// The answer to the sender. All that has to do with who sent it is answered alike, so that strangers learn nothing.
    pub fn response(&self, request_id: &str) -> Response {
        let error = match self {
            Self::Method => ErrorResponse::method_not_allowed(),
            Self::TooLarge => ErrorResponse::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too_large",
                format!("The body is over {MAX_BODY_BYTES} bytes."),
            ),
            transient if !transient.is_final() => ErrorResponse::unavailable(),
            _ => ErrorResponse::unauthorized(),
        };
        let mut response = error.response(request_id);
        if matches!(self, Self::Method) {
            response.headers_mut().insert(header::ALLOW, header::HeaderValue::from_static("POST"));
        }
        response
    }
}

/// The scheme by which `integration` verifies what the channel's receiver gets by `transport`.
pub(super) fn scheme_of(
    integration: &Integration,
    channel: Channel,
    transport: Transport,
) -> Result<&Scheme, IngestError> {
    if integration.channel != channel {
        return Err(IngestError::OtherChannel);
    }
    if !integration.enabled {
        return Err(IngestError::Disabled);
    }
    integration.schemes.of(transport).ok_or(IngestError::WayNotTaken)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn every() -> Vec<IngestError> {
        let signature = VerifyError::ALL.iter().map(|refusal| IngestError::Signature(*refusal));
        let unavailable = StoreError::TooMany("rows");
        [
            IngestError::Method,
            IngestError::TooLarge,
            IngestError::NoAccount,
            IngestError::UnknownIntegration,
            IngestError::OtherChannel,
            IngestError::Disabled,
            IngestError::WayNotTaken,
            IngestError::OtherAccount,
            IngestError::PathTopic,
            IngestError::ProofUsed,
            IngestError::NoLedger,
            IngestError::CertificateUnavailable(String::new()),
            IngestError::Store(unavailable),
        ]
        .into_iter()
        .chain(signature)
        .collect()
    }

    /// The words are what owners look for in their logs: each has a line on one page, with its status.
    #[test]
    fn each_word_stands_on_the_page_of_refusals_with_its_status() {
        let page = include_str!("../../../docs/rejections.md");
        let told: BTreeSet<(String, u16)> = page
            .lines()
            .filter_map(|line| {
                let cells: Vec<_> = line.split('|').map(str::trim).collect();
                let [_, word, status, _, _] = cells[..] else { return None };
                Some((word.strip_prefix('`')?.strip_suffix('`')?.to_owned(), status.parse().ok()?))
            })
            .collect();
        let words: BTreeSet<_> =
            every().iter().map(|error| (error.code().to_owned(), error.response("1").status().as_u16())).collect();
        assert_eq!(told, words);
        assert_eq!(words.len(), every().len());
    }

    #[test]
    fn whatever_has_to_do_with_the_sender_is_answered_alike() {
        let alike: BTreeSet<_> = every()
            .iter()
            .map(|error| error.response("1"))
            .filter(|response| response.status() == StatusCode::UNAUTHORIZED)
            .map(|response| format!("{:?} {:?}", response.headers(), response.body()))
            .collect();
        assert_eq!(alike.len(), 1);
    }
}
