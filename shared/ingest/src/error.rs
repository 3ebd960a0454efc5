//! Why a webhook was not recorded.

use signatures::VerifyError;
use store::StoreError;

/// The rejection code of a webhook whose event id is ignored, since too many different ids came with its body. The webhook
/// is a duplicate, and its response is that of one.
pub const EVENT_ID_FLOOD: &str = "event_id_flood";

/// Why a webhook was not recorded. Nothing of it was stored.
#[derive(Debug)]
pub enum IngestError {
    /// The method is not POST.
    Method,
    /// The body is over 4 MB.
    TooLarge,
    /// The path names no valid integration or topic, or nothing names an account.
    NoAccount,
    /// No integration has this id or account.
    UnknownIntegration,
    /// The integration belongs to another channel.
    OtherChannel,
    /// The integration is disabled.
    Disabled,
    /// The integration has no scheme for this transport.
    TransportNotSupported,
    /// The account that the request names is not the integration's.
    OtherAccount,
    /// The path has a topic, and the integration's topics are read from elsewhere.
    PathTopic,
    /// The signature is missing, malformed, wrong or too old.
    Signature(VerifyError),
    /// The signature does not cover the body, and was used for another body.
    NonceReused,
    /// The signature does not cover the body, and the function has no table to record its nonce in.
    NoLedger,
    /// The certificate of the signature could not be fetched; the sender has to try again.
    CertificateUnavailable(String),
    /// A table did not respond; the sender has to try again.
    Store(StoreError),
}

impl IngestError {
    /// The rejection code. docs/rejections.md says what each means for the owner of an integration.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Method => "method",
            Self::TooLarge => "too_large",
            Self::NoAccount => "no_account",
            Self::UnknownIntegration => "unknown_integration",
            Self::OtherChannel => "other_channel",
            Self::Disabled => "disabled",
            Self::TransportNotSupported => "way_not_taken",
            Self::OtherAccount => "other_account",
            Self::PathTopic => "path_topic",
            Self::Signature(error) => error.code(),
            Self::NonceReused => "proof_used",
            Self::NoLedger => "no_ledger",
            Self::CertificateUnavailable(_) => "certificate_unavailable",
            Self::Store(_) => "store",
        }
    }

    /// Whether the same webhook will be rejected again. Any other error is transient: the webhook has to be sent again.
    pub fn is_final(&self) -> bool {
        !matches!(self, Self::NoLedger | Self::CertificateUnavailable(_) | Self::Store(_))
    }

    /// Whether the response does not depend on the reason, so that a sender's handshake gets the response it expects for
    /// every integration id, known or not. The method and the size are judged first.
    pub(crate) fn is_answered_as_handshake(&self) -> bool {
        self.is_final() && !matches!(self, Self::Method | Self::TooLarge)
    }

    /// What failed here, for the log; empty for a final error.
    pub fn detail(&self) -> String {
        match self {
            Self::Store(error) => error.to_string(),
            Self::CertificateUnavailable(detail) => detail.clone(),
            Self::NoLedger => "LEDGER_TABLE is not given to this function".to_owned(),
            _ => String::new(),
        }
    }
}
