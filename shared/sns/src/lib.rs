//! Amazon SNS over HTTPS: RSA over a text made of the message's values, with the key of a certificate that SNS serves.
//!
//! A good signature proves only that SNS sent the message for *some* AWS customer's topic; that it is one of ours
//! says the topic, which is therefore compared before anything is fetched. As in AWS's own validators, no chain is
//! checked: trust in a certificate rests on https to a host of SNS's.
//!
//! What an integration says of its topics is [`signatures::sns::Settings`].
//!
//! Source: <https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html>

mod cache;
mod certificate;
mod certificate_url;
mod certificates;
mod claim;
mod endpoint_certificates;
mod fetch;
mod fields;
mod http_certificates;
mod message;
mod signature_version;
#[cfg(any(test, feature = "signer"))]
pub mod signer;
mod verifier;
mod verify_error;

#[cfg(test)]
mod tests;

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
