//! What a request says of itself: all that can be refused before a certificate is fetched.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use signatures::sns::Settings;
use signatures::{Signed, VerifyError};
use types::time::Time;

use super::fields::Fields;
use super::{CertificateUrl, Message, SignatureVersion};

/// `true` if SNS sends the bare message. Source of this and the headers below:
/// <https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html>
const RAW_DELIVERY: &str = "x-amz-sns-rawdelivery";
const MESSAGE_TYPE: &str = "x-amz-sns-message-type";
const TOPIC_ARN: &str = "x-amz-sns-topic-arn";

/// Signatures by keys of 2048 to 4096 bits, in bytes.
const SIGNATURE_BYTES: std::ops::RangeInclusive<usize> = 256..=512;

/// A message of one of our topics, still to be proven.
pub(super) struct Claim {
    pub(super) message: Message,
    pub(super) version: SignatureVersion,
    pub(super) signature: Vec<u8>,
    pub(super) certificate_url: CertificateUrl,
}

impl Claim {
    /// Reads a request; the topic comes before everything that others could learn from.
    pub(super) fn read(settings: &Settings, signed: &Signed<'_>) -> Result<Self, VerifyError> {
        if signed.headers.get_all(RAW_DELIVERY).iter().any(|value| value.as_bytes().eq_ignore_ascii_case(b"true")) {
            return Err(VerifyError::RawDelivery);
        }
        let mut fields = Fields::read(signed.body).ok_or(VerifyError::MessageMalformed)?;
        if !["SignatureVersion", "Signature", "SigningCertURL"].iter().any(|name| fields.has(name)) {
            return Err(VerifyError::RawDelivery);
        }
        let message = Message::take(&mut fields)?;
        if !settings.topics.contains(&message.topic_arn) {
            return Err(VerifyError::TopicForeign);
        }
        let agrees = |name, value| headers_agree(signed.headers, name, value);
        if !agrees(MESSAGE_TYPE, message.kind.name()) || !agrees(TOPIC_ARN, &message.topic_arn) {
            return Err(VerifyError::HeaderMismatch);
        }
        let certificate_url = fields.take("SigningCertURL").and_then(|url| CertificateUrl::accept(&url));
        let certificate_url = certificate_url.ok_or(VerifyError::CertificateUrl)?;
        let sent_at = message.sent_at().ok_or(VerifyError::TimestampMalformed)?;
        if !is_timely(settings, sent_at, signed.now) {
            return Err(VerifyError::TimestampOutside);
        }
        let version = fields.take("SignatureVersion").and_then(|text| SignatureVersion::from_text(&text));
        let version = version.ok_or(VerifyError::SignatureVersion)?;
        let signature = decode(fields.take("Signature"))?;
        Ok(Self { message, version, signature, certificate_url })
    }
}

/// Whether a message of this time may be accepted now; both ends of the window belong to it.
fn is_timely(settings: &Settings, sent_at: Time, now: Time) -> bool {
    let age_ms = now.millis() - sent_at.millis();
    (-i64::from(settings.max_ahead_seconds) * 1000..=i64::from(settings.max_age_seconds) * 1000).contains(&age_ms)
}

/// Whether each header of this name, if there is one, has this value.
fn headers_agree(headers: &HeaderMap, name: &str, value: &str) -> bool {
    headers.get_all(name).iter().all(|header| header.as_bytes() == value.as_bytes())
}

fn decode(signature: Option<String>) -> Result<Vec<u8>, VerifyError> {
    let text = signature.filter(|text| !text.is_empty()).ok_or(VerifyError::SignatureMissing)?;
    let bytes = STANDARD.decode(text).map_err(|_| VerifyError::SignatureMalformed)?;
    if SIGNATURE_BYTES.contains(&bytes.len()) { Ok(bytes) } else { Err(VerifyError::SignatureMalformed) }
}
