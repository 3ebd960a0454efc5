//! Why something was refused at a door.

use http::{StatusCode, header};

use crate::answer::{Answer, ClientError};
use crate::channel::Channel;
use crate::delivery::LARGEST_BODY;
use crate::integration::Integration;
use crate::scheme::{Refusal, Scheme};
use crate::store::StoreError;
use crate::way::Way;

/// Why something was refused. Nothing of it was stored.
#[derive(Debug)]
pub enum Refused {
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
    Signature(Refusal),
    /// The proof fits any body, and was used for another one.
    ProofUsed,
    /// The proof fits any body, and the function has no table in which to remember this one.
    NoLedger,
    /// The certificate that a signature needs could not be fetched; the sender must come again.
    CertificateUnavailable(String),
    /// A table did not answer; the sender must come again.
    Store(StoreError),
}

impl Refused {
    /// The stable word for the log. What they mean for an owner stands in docs/refusals.md.
    pub fn reason(&self) -> &'static str {
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
            Self::Signature(refusal) => refusal.reason(),
            Self::ProofUsed => "proof_used",
            Self::NoLedger => "no_ledger",
            Self::CertificateUnavailable(_) => "certificate_unavailable",
            Self::Store(_) => "store",
        }
    }

    /// Whether it will be so again; what is no verdict passes, and has to come again.
    pub fn is_verdict(&self) -> bool {
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
    pub fn answer(&self, request_id: &str) -> Answer {
        let error = match self {
            Self::Method => ClientError::method_not_allowed(),
            Self::TooLarge => ClientError::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too_large",
                format!("The body is over {LARGEST_BODY} bytes."),
            ),
            passing if !passing.is_verdict() => ClientError::unavailable(),
            _ => ClientError::unauthorized(),
        };
        let mut answer = error.answer(request_id);
        if matches!(self, Self::Method) {
            answer.headers_mut().insert(header::ALLOW, header::HeaderValue::from_static("POST"));
        }
        answer
    }
}

impl Integration {
    /// The scheme by which the integration takes what comes to the door of `channel` by `way`.
    pub(super) fn takes_from(&self, channel: Channel, way: Way) -> Result<&Scheme, Refused> {
        if self.channel != channel {
            return Err(Refused::OtherChannel);
        }
        if !self.enabled {
            return Err(Refused::Disabled);
        }
        self.schemes.of(way).ok_or(Refused::WayNotTaken)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn every() -> Vec<Refused> {
        let signature = Refusal::ALL.iter().map(|refusal| Refused::Signature(*refusal));
        let unavailable = StoreError::TooMany("rows");
        [
            Refused::Method,
            Refused::TooLarge,
            Refused::NoAccount,
            Refused::UnknownIntegration,
            Refused::OtherChannel,
            Refused::Disabled,
            Refused::WayNotTaken,
            Refused::OtherAccount,
            Refused::PathTopic,
            Refused::ProofUsed,
            Refused::NoLedger,
            Refused::CertificateUnavailable(String::new()),
            Refused::Store(unavailable),
        ]
        .into_iter()
        .chain(signature)
        .collect()
    }

    /// The words are what owners look for in their logs: each has a line on one page, with its status.
    #[test]
    fn each_word_stands_on_the_page_of_refusals_with_its_status() {
        let page = include_str!("../../../docs/refusals.md");
        let told: BTreeSet<(String, u16)> = page
            .lines()
            .filter_map(|line| {
                let cells: Vec<_> = line.split('|').map(str::trim).collect();
                let [_, word, status, _, _] = cells[..] else { return None };
                Some((word.strip_prefix('`')?.strip_suffix('`')?.to_owned(), status.parse().ok()?))
            })
            .collect();
        let words: BTreeSet<_> = every()
            .iter()
            .map(|refused| (refused.reason().to_owned(), refused.answer("1").status().as_u16()))
            .collect();
        assert_eq!(told, words);
        assert_eq!(words.len(), every().len());
    }

    #[test]
    fn whatever_has_to_do_with_the_sender_is_answered_alike() {
        let alike: BTreeSet<_> = every()
            .iter()
            .map(|refused| refused.answer("1"))
            .filter(|answer| answer.status() == StatusCode::UNAUTHORIZED)
            .map(|answer| format!("{:?} {:?}", answer.headers(), answer.body()))
            .collect();
        assert_eq!(alike.len(), 1);
    }
}
