//! Amazon SNS over HTTPS: verification of messages, and the certificates that it needs.
//!
//! SNS signs a text made of a message's values with RSA, and serves the certificate of the key. A valid signature proves only
//! that SNS sent the message for the topic of *some* AWS customer. Whether the topic is one of the integration's is decided
//! by its ARN, so the ARN is compared before anything is fetched. As in AWS's own validators, no certificate chain is
//! verified: trust in a certificate rests on https to one of SNS's hosts.
//!
//! The settings of an integration are [`signatures::sns::Settings`].
//!
//! Invariant: a certificate is fetched only from a [`CertificateUrl`], or from the endpoint that the operator configured.
//!
//! Source: <https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html>

mod cache;
mod certificate;
mod certificate_url;
mod certificates;
mod endpoint_certificates;
mod fetch;
mod fields;
mod http_certificates;
mod message;
mod signature_version;
mod signed_message;
#[cfg(any(test, feature = "signer"))]
pub mod signer;
mod verifier;

#[cfg(test)]
mod tests;

pub use certificate_url::CertificateUrl;
pub use endpoint_certificates::{EndpointCertificates, certificate_source};
pub use fetch::{FetchCertificate, FetchCertificateError};
pub use http_certificates::HttpCertificates;
pub use message::{Kind, Message};
pub use signature_version::SignatureVersion;
pub use signatures::SnsVerifyError;
pub use verifier::SnsVerifier;
