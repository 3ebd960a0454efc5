//! Amazon SNS over HTTPS: RSA over a text made of the message's values, with the key of a certificate that SNS serves.
//!
//! A good signature proves only that SNS sent the message for *some* AWS customer's topic; that it is one of ours
//! says the topic, which is therefore compared before anything is fetched. As in AWS's own validators, no chain is
//! checked: trust in a certificate rests on https to a host of SNS's.
//!
//! Source: <https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html>

mod cache;
mod certificate;
mod certificate_url;
mod certificates;
mod claim;
mod endpoint_certificates;
mod failed;
mod fetch;
mod fields;
mod http_certificates;
mod message;
#[cfg(any(test, feature = "sns-sender"))]
pub mod sender;
mod settings;
mod signature_version;
mod verifier;

#[cfg(test)]
mod tests;

pub use certificate_url::CertificateUrl;
pub use endpoint_certificates::{EndpointCertificates, certificate_source};
pub use failed::Failed;
pub use fetch::{FetchCertificate, FetchFailed};
pub use http_certificates::HttpCertificates;
pub use message::{Kind, Message};
pub use settings::Settings;
pub use signature_version::SignatureVersion;
pub use verifier::SnsVerifier;
