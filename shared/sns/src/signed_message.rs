//! A signed message of a request, with every check that needs no certificate.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use signatures::sns::Settings;
use signatures::{SignedRequest, VerifyError};
use types::time::Time;

use crate::fields::Fields;
use crate::{CertificateUrl, Message, SignatureVersion};

/// `true` if SNS sends the bare message. The source of this and the following headers:
/// <https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html>
const RAW_DELIVERY: &str = "x-amz-sns-rawdelivery";
const MESSAGE_TYPE: &str = "x-amz-sns-message-type";
const TOPIC_ARN: &str = "x-amz-sns-topic-arn";

/// The length of signatures by keys of 2048 to 4096 bits, in bytes.
const SIGNATURE_BYTES: std::ops::RangeInclusive<usize> = 256..=512;

/// A message of one of the integration's topics. Its signature is not yet verified.
pub(crate) struct SignedMessage {
    pub(crate) message: Message,
    pub(crate) version: SignatureVersion,
    pub(crate) signature: Vec<u8>,
    pub(crate) certificate_url: CertificateUrl,
}

impl SignedMessage {
    /// Parses a request, and checks its topic, headers, certificate URL and age.
    pub(crate) fn parse(settings: &Settings, request: &SignedRequest<'_>) -> Result<Self, VerifyError> {
        if request.headers.get_all(RAW_DELIVERY).iter().any(|value| value.as_bytes().eq_ignore_ascii_case(b"true")) {
            return Err(VerifyError::RawDelivery);
        }
        let mut fields = Fields::parse(request.body).ok_or(VerifyError::MessageMalformed)?;
        if !["SignatureVersion", "Signature", "SigningCertURL"].iter().any(|name| fields.has(name)) {
            return Err(VerifyError::RawDelivery);
        }
        let message = Message::take(&mut fields)?;
        if !settings.topics.contains(&message.topic_arn) {
            return Err(VerifyError::TopicForeign);
        }
        let agrees = |name, value| headers_agree(request.headers, name, value);
        if !agrees(MESSAGE_TYPE, message.kind.name()) || !agrees(TOPIC_ARN, &message.topic_arn) {
            return Err(VerifyError::HeaderMismatch);
        }
        let certificate_url = fields.take("SigningCertURL").and_then(|url| CertificateUrl::accept(&url));
        let certificate_url = certificate_url.ok_or(VerifyError::CertificateUrl)?;
        let sent_at = message.sent_at().ok_or(VerifyError::TimestampMalformed)?;
        if !is_timely(settings, sent_at, request.now) {
            return Err(VerifyError::TimestampOutside);
        }
        let version = fields.take("SignatureVersion").and_then(|text| SignatureVersion::from_text(&text));
        let version = version.ok_or(VerifyError::SignatureVersion)?;
        let signature = decode(fields.take("Signature"))?;
        Ok(Self { message, version, signature, certificate_url })
    }
}

/// Whether a message of this time is accepted now. Both ends of the window are included.
fn is_timely(settings: &Settings, sent_at: Time, now: Time) -> bool {
    let age_ms = now.millis() - sent_at.millis();
    (-i64::from(settings.max_ahead_seconds) * 1000..=i64::from(settings.max_age_seconds) * 1000).contains(&age_ms)
}

/// Whether every header with this name has this value.
fn headers_agree(headers: &HeaderMap, name: &str, value: &str) -> bool {
    headers.get_all(name).iter().all(|header| header.as_bytes() == value.as_bytes())
}

fn decode(signature: Option<String>) -> Result<Vec<u8>, VerifyError> {
    let text = signature.filter(|text| !text.is_empty()).ok_or(VerifyError::SignatureMissing)?;
    let bytes = STANDARD.decode(text).map_err(|_| VerifyError::SignatureMalformed)?;
    if SIGNATURE_BYTES.contains(&bytes.len()) { Ok(bytes) } else { Err(VerifyError::SignatureMalformed) }
}
