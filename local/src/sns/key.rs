//! The key that signs, made once and kept in the data folder, and its certificate.

use std::fmt;
use std::io;
use std::path::Path;

use getrandom::SysRng;
use sha2::{Digest, Sha256};
use sns::signer::{SignError, SnsSigner};
use types::time::Time;

use crate::key_file;

/// The key's file inside of the data folder.
const FILE_NAME: &str = "sns-key.pem";

/// The certificate's dates, in milliseconds since 1970: the years 2020 to 2049, whatever a clock says. One key has one
/// certificate, to the letter, after every start.
const VALID_MS: (i64, i64) = (1_577_836_800_000, 2_524_607_999_000);

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file could not be read or written.
    #[error("the key file of SNS cannot be used: {0}")]
    File(#[from] io::Error),
    /// The file holds something else, or no key could be made. Deleting the file makes a new key.
    #[error("the key file of SNS holds no RSA private key in PKCS#8 PEM: {0}")]
    NotAKey(#[from] SignError),
}

/// An RSA key and its certificate.
pub(super) struct SigningKey {
    sender: SnsSigner,
    certificate: String,
    file_name: String,
}

impl SigningKey {
    /// The key in `data_dir`; the first call makes it.
    pub(super) fn open(data_dir: &Path) -> Result<Self, KeyError> {
        let sender = SnsSigner::from_pem(&key_file::read_or_make(data_dir, FILE_NAME, new_key)?)?;
        let [from, until] = [VALID_MS.0, VALID_MS.1].map(|millis| Time::from_millis(millis).unwrap_or(Time::MAX));
        let certificate = sender.certificate(from, until)?;
        // Another certificate has another name, as with SNS: whoever holds one by its URL holds the right one.
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
    fn the_key_is_made_once_for_its_owner_and_has_one_certificate() {
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
    fn a_file_that_holds_no_key_is_reported_and_kept() {
        let dir = tempfile::tempdir().expect("a folder");
        fs::write(dir.path().join(FILE_NAME), "?").expect("written");
        assert!(matches!(SigningKey::open(dir.path()), Err(KeyError::NotAKey(_))));
        assert_eq!(fs::read(dir.path().join(FILE_NAME)).expect("kept"), b"?");
    }
}
