//! A signing certificate: an RSA key and its period of validity.

use rsa::PublicKey;
use rsa::pkcs1::ALGORITHM_OID;
use rsa::traits::PublicKeyParts as _;
use signatures::VerifyError;
use types::time::Time;
use x509_cert::certificate::CertificateInner;
use x509_cert::der::{DecodePem as _, referenced::OwnedToRef as _};
use x509_cert::spki::SubjectPublicKeyInfoOwned;

use crate::FetchCertificateError;
use crate::fetch::MAX_CERTIFICATE_BYTES;

/// The accepted sizes of RSA keys, in bits. SNS's have 2048.
const KEY_BITS: std::ops::RangeInclusive<u32> = 2048..=4096;

/// The parts of a certificate that verification needs.
#[derive(Debug)]
pub(crate) struct Certificate {
    key: PublicKey,
    not_before: Time,
    not_after: Time,
}

impl Certificate {
    /// Parses a PEM document with one certificate.
    pub(crate) fn from_pem(pem: &[u8]) -> Result<Self, FetchCertificateError> {
        if pem.len() > MAX_CERTIFICATE_BYTES {
            return Err(FetchCertificateError::TooLarge(MAX_CERTIFICATE_BYTES));
        }
        let document: CertificateInner = CertificateInner::from_pem(pem)
            .map_err(|_| FetchCertificateError::Document("it is not a PEM certificate"))?;
        let signed_part = document.tbs_certificate();
        let validity = signed_part.validity();
        Ok(Self {
            key: rsa_key(signed_part.subject_public_key_info())?,
            not_before: time(validity.not_before)?,
            not_after: time(validity.not_after)?,
        })
    }

    /// The key that verifies signatures.
    pub(crate) fn key(&self) -> &PublicKey {
        &self.key
    }

    /// The last second of its validity.
    pub(crate) fn not_after(&self) -> Time {
        self.not_after
    }

    /// Verifies that the certificate is valid now. Both ends of the period are included (RFC 5280, 4.1.2.5).
    pub(crate) fn check_dates(&self, now: Time) -> Result<(), VerifyError> {
        if now < self.not_before {
            return Err(VerifyError::CertificateNotYetValid);
        }
        if now.seconds() > self.not_after.seconds() {
            return Err(VerifyError::CertificateExpired);
        }
        Ok(())
    }
}

fn rsa_key(info: &SubjectPublicKeyInfoOwned) -> Result<PublicKey, FetchCertificateError> {
    if info.algorithm.oid != ALGORITHM_OID {
        return Err(FetchCertificateError::Document("its key is not an RSA key"));
    }
    let key = PublicKey::try_from(info.owned_to_ref())
        .map_err(|_| FetchCertificateError::Document("its RSA key is malformed"))?;
    if KEY_BITS.contains(&key.n().bit_width()) {
        Ok(key)
    } else {
        Err(FetchCertificateError::Document("its RSA key is too short or too long"))
    }
}

fn time(time: x509_cert::time::Time) -> Result<Time, FetchCertificateError> {
    let millis = i64::try_from(time.to_unix_duration().as_millis()).ok();
    millis.and_then(Time::from_millis).ok_or(FetchCertificateError::Document("its dates are outside the calendar"))
}
