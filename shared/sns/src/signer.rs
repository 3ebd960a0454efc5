//! The sender's side, for the local stack and for tests: signs messages as SNS does, and creates certificates.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rsa::PrivateKey;
use rsa::pkcs1v15::SigningKey;
use rsa::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _};
use rsa::rand_core::TryCryptoRng;
use serde_json::{Map, Value};
use sha1::Sha1;
use sha2::Sha256;
use types::time::Time;
use x509_cert::builder::profile::BuilderProfile;
use x509_cert::builder::{Builder as _, CertificateBuilder};
use x509_cert::certificate::TbsCertificate;
use x509_cert::der::asn1::{GeneralizedTime, UtcTime};
use x509_cert::der::{EncodePem as _, pem::LineEnding};
use x509_cert::ext::Extension;
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::{SubjectPublicKeyInfoOwned, SubjectPublicKeyInfoRef};
use x509_cert::time::Validity;

use crate::{Message, SignatureVersion};

/// Why a message or a certificate could not be signed. It contains nothing of the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignError {
    /// The key is not an RSA key in PKCS#8 and PEM, or could not be generated.
    #[error("the key is not an RSA key in PKCS#8")]
    Key,
    /// The key is too small.
    #[error("the message could not be signed")]
    Message,
    /// The dates are before 1970, or the certificate could not be encoded.
    #[error("the certificate could not be created")]
    Certificate,
}

/// The size of a key, in bits: that of SNS's keys.
const KEY_BITS: usize = 2048;

/// A key that signs as SNS does.
pub struct SnsSigner(PrivateKey);

impl SnsSigner {
    /// Generates a key.
    ///
    /// # Errors
    /// [`SignError::Key`] if `random` fails.
    pub fn generate(random: &mut impl TryCryptoRng) -> Result<Self, SignError> {
        PrivateKey::new(random, KEY_BITS).map(Self).map_err(|_| SignError::Key)
    }

    /// The private key in PKCS#8 and PEM. It must be kept secret.
    ///
    /// # Errors
    /// [`SignError::Key`].
    pub fn to_pem(&self) -> Result<String, SignError> {
        self.0.to_pkcs8_pem(LineEnding::LF).map(|pem| pem.to_string()).map_err(|_| SignError::Key)
    }

    /// Parses an RSA key in PKCS#8 and PEM.
    ///
    /// # Errors
    /// [`SignError::Key`].
    pub fn from_pem(key: &str) -> Result<Self, SignError> {
        PrivateKey::from_pkcs8_pem(key).map(Self).map_err(|_| SignError::Key)
    }

    /// The body of a request with `message`. It names `certificate_url` as the URL of the certificate.
    ///
    /// # Errors
    /// [`SignError::Message`].
    pub fn body(
        &self,
        message: &Message,
        version: SignatureVersion,
        certificate_url: &str,
    ) -> Result<Vec<u8>, SignError> {
        let mut fields: Map<_, _> =
            message.signed_fields().into_iter().map(|(name, value)| (name.to_owned(), Value::from(value))).collect();
        fields.insert("SignatureVersion".into(), version.text().into());
        fields.insert("Signature".into(), self.sign(&message.string_to_sign(), version)?.into());
        fields.insert("SigningCertURL".into(), certificate_url.into());
        Ok(Value::Object(fields).to_string().into_bytes())
    }

    /// The signature over `text`, in base64.
    ///
    /// # Errors
    /// [`SignError::Message`].
    pub fn sign(&self, text: &str, version: SignatureVersion) -> Result<String, SignError> {
        match version {
            SignatureVersion::Sha1 => self.0.pkcs1v15_sign::<Sha1>(text.as_bytes()),
            SignatureVersion::Sha256 => self.0.pkcs1v15_sign::<Sha256>(text.as_bytes()),
        }
        .map(|signature| STANDARD.encode(signature))
        .map_err(|_| SignError::Message)
    }

    /// A self-signed certificate of this key in PEM, valid from `not_before` through `not_after` (whole seconds).
    ///
    /// # Errors
    /// [`SignError::Certificate`].
    pub fn certificate(&self, not_before: Time, not_after: Time) -> Result<String, SignError> {
        let key = SubjectPublicKeyInfoOwned::from_key(self.0.as_public_key()).map_err(|_| SignError::Certificate)?;
        self.certificate_of(key, not_before, not_after)
    }

    /// A certificate of another key, signed with this one.
    pub(crate) fn certificate_of(
        &self,
        key: SubjectPublicKeyInfoOwned,
        not_before: Time,
        not_after: Time,
    ) -> Result<String, SignError> {
        let validity = Validity::new(x509_time(not_before)?, x509_time(not_after)?);
        let signer = SigningKey::<Sha256>::new(self.0.clone());
        CertificateBuilder::new(SelfSigned, SerialNumber::from(1_u32), validity, key)
            .and_then(|builder| builder.build(&signer))
            .map_err(|_| SignError::Certificate)?
            .to_pem(LineEnding::LF)
            .map_err(|_| SignError::Certificate)
    }
}

impl std::fmt::Debug for SnsSigner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SnsSigner")
    }
}

fn x509_time(time: Time) -> Result<x509_cert::time::Time, SignError> {
    let since_1970 = u64::try_from(time.seconds()).map(Duration::from_secs).map_err(|_| SignError::Certificate)?;
    UtcTime::from_unix_duration(since_1970)
        .map(Into::into)
        .or_else(|_| GeneralizedTime::from_unix_duration(since_1970).map(Into::into))
        .map_err(|_| SignError::Certificate)
}

/// The profile of a self-signed certificate with SNS's name and no extensions.
struct SelfSigned;

impl BuilderProfile for SelfSigned {
    fn get_issuer(&self, subject: &Name) -> Name {
        subject.clone()
    }

    fn get_subject(&self) -> Name {
        "CN=sns.amazonaws.com".parse().expect("the name is valid")
    }

    fn build_extensions(
        &self,
        _key: SubjectPublicKeyInfoRef<'_>,
        _issuers_key: SubjectPublicKeyInfoRef<'_>,
        _certificate: &TbsCertificate,
    ) -> x509_cert::builder::Result<Vec<Extension>> {
        Ok(vec![])
    }
}
