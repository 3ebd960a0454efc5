//! The issuer's key: created once, and stored in the data folder.

use std::fmt;
use std::io;
use std::path::Path;

use jsonwebtoken::jwk::{Jwk, PublicKeyUse, ThumbprintHash};
use jsonwebtoken::{Algorithm, EncodingKey};
use p256::SecretKey;
use p256::elliptic_curve::rand_core::OsRng;
use p256::pkcs8::{DecodePrivateKey, EncodePrivateKey, LineEnding};

use crate::key_file;

/// The key's file in the data folder.
const FILE_NAME: &str = "issuer-key.pem";

/// Why the key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file could not be read or written.
    #[error("issuer-key.pem in the data folder cannot be used: {0}")]
    File(#[from] io::Error),
    /// The file holds no key. If it is deleted, a new key is created, and earlier tokens become invalid.
    #[error("issuer-key.pem in the data folder holds no P-256 private key in PKCS#8 PEM")]
    NotAKey,
}

/// An ES256 key: the private half signs, the public half is published.
pub(super) struct SigningKey {
    private: EncodingKey,
    public: Jwk,
    id: String,
}

impl SigningKey {
    /// The key in `data_dir`; the first call creates it.
    pub(super) fn open(data_dir: &Path) -> Result<Self, KeyError> {
        Self::from_pem(&key_file::read_or_create(data_dir, FILE_NAME, new_key)?)
    }

    fn from_pem(pem: &str) -> Result<Self, KeyError> {
        let key = SecretKey::from_pkcs8_pem(pem).map_err(|_| KeyError::NotAKey)?;
        let der = key.to_pkcs8_der().map_err(|_| KeyError::NotAKey)?;
        let private = EncodingKey::from_ec_der(der.as_bytes());
        let mut public = Jwk::from_encoding_key(&private, Algorithm::ES256).map_err(|_| KeyError::NotAKey)?;
        // RFC 7638: the same key has the same id after every restart.
        let id = public.thumbprint(ThumbprintHash::SHA256).map_err(|_| KeyError::NotAKey)?;
        public.common.key_id = Some(id.clone());
        public.common.public_key_use = Some(PublicKeyUse::Signature);
        Ok(Self { private, public, id })
    }

    pub(super) fn private(&self) -> &EncodingKey {
        &self.private
    }

    /// The public half, with id and use.
    pub(super) fn public(&self) -> &Jwk {
        &self.public
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("SigningKey").field("id", &self.id).finish_non_exhaustive()
    }
}

fn new_key() -> Result<String, KeyError> {
    let pem = SecretKey::random(&mut OsRng).to_pkcs8_pem(LineEnding::LF).map_err(|_| KeyError::NotAKey)?;
    Ok(pem.to_string())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn key_is_created_once() {
        let dir = tempfile::tempdir().expect("a folder");
        let first = SigningKey::open(dir.path()).expect("a key");
        let second = SigningKey::open(dir.path()).expect("the same key");
        assert_eq!(first.id(), second.id());
    }

    #[test]
    fn file_without_a_key_is_an_error_and_is_kept() {
        let dir = tempfile::tempdir().expect("a folder");
        fs::write(dir.path().join(FILE_NAME), "?").expect("written");
        assert!(matches!(SigningKey::open(dir.path()), Err(KeyError::NotAKey)));
        assert_eq!(fs::read(dir.path().join(FILE_NAME)).expect("kept"), b"?");
    }

    #[test]
    fn debug_output_does_not_contain_the_key() {
        let dir = tempfile::tempdir().expect("a folder");
        let key = SigningKey::open(dir.path()).expect("a key");
        let pem = fs::read_to_string(dir.path().join(FILE_NAME)).expect("a file");
        let secret = pem.lines().nth(1).expect("base64");
        assert!(!format!("{key:?}").contains(&secret[..16]));
    }
}
