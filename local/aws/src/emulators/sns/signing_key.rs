//! The signing key, created once and stored in the data folder, and its certificate.

use std::fmt;
use std::io;
use std::path::Path;

use getrandom::SysRng;
use sha2::{Digest, Sha256};
use sns::signer::{SignError, SnsSigner};
use types::time::Time;

use crate::key_file;

/// The key's file in the data folder.
const FILE_NAME: &str = "sns-key.pem";

/// The certificate's validity in Unix milliseconds: the years 2020 to 2049, independent of the clock, so that a key has the
/// same certificate after every start.
const VALID_MS: (i64, i64) = (1_577_836_800_000, 2_524_607_999_000);

/// Why the key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file could not be read or written.
    #[error("sns-key.pem in the data folder cannot be used: {0}")]
    File(#[from] io::Error),
    /// The file holds no key, or no key could be created. If the file is deleted, a new key is created.
    #[error("sns-key.pem in the data folder holds no RSA private key in PKCS#8 PEM: {0}")]
    NotAKey(#[from] SignError),
}

/// An RSA key and its certificate.
pub(super) struct SigningKey {
    sender: SnsSigner,
    certificate: String,
    file_name: String,
}

impl SigningKey {
    /// The key in `data_dir`; the first call creates it.
    pub(super) fn open(data_dir: &Path) -> Result<Self, KeyError> {
        let sender = SnsSigner::from_pem(&key_file::read_or_create(data_dir, FILE_NAME, new_key)?)?;
        let [from, until] = [VALID_MS.0, VALID_MS.1].map(|millis| Time::from_millis(millis).unwrap_or(Time::MAX));
        let certificate = sender.certificate(from, until)?;
        // Another certificate has another name, as with SNS, so that a certificate may be cached by its URL.
        let hex: String = Sha256::digest(&certificate).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { sender, certificate, file_name: format!("SimpleNotificationService-{hex}.pem") })
    }

    pub(super) fn sender(&self) -> &SnsSigner {
        &self.sender
    }

    /// The certificate, in PEM.
    pub(super) fn certificate(&self) -> &str {
        &self.certificate
    }

    /// The certificate's name, `SimpleNotificationService-<32 hexadecimal digits>.pem`.
    pub(super) fn file_name(&self) -> &str {
        &self.file_name
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("SigningKey").field("file_name", &self.file_name).finish_non_exhaustive()
    }
}

fn new_key() -> Result<String, KeyError> {
    Ok(SnsSigner::generate(&mut SysRng)?.to_pem()?)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn key_is_created_once_for_its_owner_and_has_one_certificate() {
        let dir = tempfile::tempdir().expect("a folder");
        let first = SigningKey::open(dir.path()).expect("a key");
        let mode = fs::metadata(dir.path().join(FILE_NAME)).expect("a file").permissions().mode() & 0o777;
        assert_eq!(mode, 0o600);
        let second = SigningKey::open(dir.path()).expect("the same key");
        assert_eq!((first.certificate(), first.file_name()), (second.certificate(), second.file_name()));

        let other = tempfile::tempdir().expect("a folder");
        let other = SigningKey::open(other.path()).expect("another key");
        assert_ne!(first.file_name(), other.file_name());
    }

    #[test]
    fn file_without_a_key_is_an_error_and_is_kept() {
        let dir = tempfile::tempdir().expect("a folder");
        fs::write(dir.path().join(FILE_NAME), "?").expect("written");
        assert!(matches!(SigningKey::open(dir.path()), Err(KeyError::NotAKey(_))));
        assert_eq!(fs::read(dir.path().join(FILE_NAME)).expect("kept"), b"?");
    }
}
