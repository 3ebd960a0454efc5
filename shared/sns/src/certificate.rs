//! A signing certificate: an RSA key and the time in which it signs.

use rsa::PublicKey;
use rsa::pkcs1::ALGORITHM_OID;
use rsa::traits::PublicKeyParts as _;
use signatures::VerifyError;
use types::time::Time;
use x509_cert::certificate::CertificateInner;
use x509_cert::der::{DecodePem as _, referenced::OwnedToRef as _};
use x509_cert::spki::SubjectPublicKeyInfoOwned;

use super::FetchFailed;
use super::fetch::LARGEST;

/// Sizes of RSA keys that are taken, in bits. SNS's have 2048.
const KEY_BITS: std::ops::RangeInclusive<u32> = 2048..=4096;

/// What is needed of a certificate.
#[derive(Debug)]
pub(super) struct Certificate {
    key: PublicKey,
    not_before: Time,
    not_after: Time,
}

impl Certificate {
    /// Reads a PEM document with one certificate.
    pub(super) fn read(pem: &[u8]) -> Result<Self, FetchFailed> {
        if pem.len() > LARGEST {
            return Err(FetchFailed::TooLarge(LARGEST));
        }
        let document: CertificateInner =
            CertificateInner::from_pem(pem).map_err(|_| FetchFailed::Document("it is no certificate in PEM"))?;
        let part = document.tbs_certificate();
        let validity = part.validity();
        Ok(Self {
            key: rsa_key(part.subject_public_key_info())?,
            not_before: time(validity.not_before)?,
            not_after: time(validity.not_after)?,
        })
    }

    /// The key that signs.
    pub(super) fn key(&self) -> &PublicKey {
        &self.key
    }

    /// The last second in which it may be used.
    pub(super) fn not_after(&self) -> Time {
        self.not_after
    }

    /// Whether it may be used now; both ends belong to its time (RFC 5280, 4.1.2.5).
    pub(super) fn check_dates(&self, now: Time) -> Result<(), VerifyError> {
        if now < self.not_before {
            return Err(VerifyError::CertificateNotYetValid);
        }
        if now.seconds() > self.not_after.seconds() {
            return Err(VerifyError::CertificateExpired);
        }
        Ok(())
    }
}

fn rsa_key(info: &SubjectPublicKeyInfoOwned) -> Result<PublicKey, FetchFailed> {
    if info.algorithm.oid != ALGORITHM_OID {
        return Err(FetchFailed::Document("its key is not for RSA"));
    }
    let key =
        PublicKey::try_from(info.owned_to_ref()).map_err(|_| FetchFailed::Document("its RSA key is malformed"))?;
    if KEY_BITS.contains(&key.n().bit_width()) {
        Ok(key)
    } else {
        Err(FetchFailed::Document("its RSA key is too short or too long"))
    }
}

fn time(time: x509_cert::time::Time) -> Result<Time, FetchFailed> {
    let millis = i64::try_from(time.to_unix_duration().as_millis()).ok();
    millis.and_then(Time::from_millis).ok_or(FetchFailed::Document("its dates are outside of the calendar"))
}
