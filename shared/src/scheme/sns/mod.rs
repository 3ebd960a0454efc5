//! Amazon SNS over HTTPS: RSA over a text made of the message's values, with the key of a certificate that SNS serves.
//!
//! A good signature proves only that SNS sent the message for *some* AWS customer's topic; that it is one of ours
//! says the topic, which is therefore compared before anything is fetched. As in AWS's own validators, no chain is
//! checked: trust in a certificate rests on https to a host of SNS's.
//!
//! What an integration says of its topics is always here; what checks messages needs the feature `sns`.
//!
//! Source: <https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html>

#[cfg(feature = "sns")]
mod cache;
#[cfg(feature = "sns")]
mod certificate;
#[cfg(feature = "sns")]
mod certificate_url;
#[cfg(feature = "sns")]
mod certificates;
#[cfg(feature = "sns")]
mod claim;
#[cfg(feature = "sns")]
mod endpoint_certificates;
#[cfg(feature = "sns")]
mod fetch;
#[cfg(feature = "sns")]
mod fields;
#[cfg(feature = "sns")]
mod http_certificates;
#[cfg(feature = "sns")]
mod message;
mod settings;
#[cfg(feature = "sns")]
mod signature_version;
#[cfg(any(all(test, feature = "sns"), feature = "sns-sender"))]
pub mod signer;
#[cfg(feature = "sns")]
mod verifier;
#[cfg(feature = "sns")]
mod verify_error;

#[cfg(test)]
#[cfg(feature = "sns")]
mod tests;

pub use settings::Settings;
pub(crate) use settings::is_topic_arn;
#[cfg(feature = "sns")]
pub use {
    certificate_url::CertificateUrl,
    endpoint_certificates::{EndpointCertificates, certificate_source},
    fetch::{FetchCertificate, FetchFailed},
    http_certificates::HttpCertificates,
    message::{Kind, Message},
    signature_version::SignatureVersion,
    verifier::SnsVerifier,
    verify_error::SnsVerifyError,
};
