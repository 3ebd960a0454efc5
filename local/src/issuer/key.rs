//! The issuer's key: made once, kept in the data folder.

use std::fmt;
use std::fs::{self, File, Permissions};
use std::io::{self, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use jsonwebtoken::jwk::{Jwk, PublicKeyUse, ThumbprintHash};
use jsonwebtoken::{Algorithm, EncodingKey};
use p256::SecretKey;
use p256::elliptic_curve::rand_core::OsRng;
use p256::pkcs8::{DecodePrivateKey, EncodePrivateKey, LineEnding};
use tempfile::NamedTempFile;

/// The key's file inside of the data folder.
const FILE_NAME: &str = "issuer-key.pem";

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file could not be read or written.
    #[error("the issuer's key file cannot be used: {0}")]
    File(#[from] io::Error),
    /// The file holds something else. Deleting it makes a new key, and every token so far invalid.
    #[error("the issuer's key file holds no P-256 private key in PKCS#8 PEM")]
    NotAKey,
}

/// An ES256 key: the private half to sign with, the public half to publish.
pub(super) struct SigningKey {
    private: EncodingKey,
    public: Jwk,
    id: String,
}

impl SigningKey {
    /// The key in `data_dir`; the first call makes it.
    pub(super) fn open(data_dir: &Path) -> Result<Self, KeyError> {
        let path = data_dir.join(FILE_NAME);
        let pem = match read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                create(data_dir, &path)?;
                read(&path)?
            }
            other => other?,
        };
        Self::from_pem(&pem)
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

    /// The public half, with its id and its use.
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

fn read(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    // Whoever copied the folder may have loosened it.
    if file.metadata()?.permissions().mode() & 0o077 != 0 {
        fs::set_permissions(path, Permissions::from_mode(0o600))?;
    }
    let mut pem = String::new();
    file.read_to_string(&mut pem)?;
    Ok(pem)
}

/// Writes a new key beside its place and moves it there whole. If another process was faster, its key stands.
fn create(data_dir: &Path, path: &Path) -> Result<(), KeyError> {
    let key = SecretKey::random(&mut OsRng);
    let pem = key.to_pkcs8_pem(LineEnding::LF).map_err(|_| KeyError::NotAKey)?;
    // Mode 0600 from the start.
    let mut file = NamedTempFile::new_in(data_dir)?;
    file.write_all(pem.as_bytes())?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(()),
        Err(lost) if lost.error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(failed) => Err(failed.error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_made_once_and_only_its_owner_can_read_it() {
        let dir = tempfile::tempdir().expect("a folder");
        let first = SigningKey::open(dir.path()).expect("a key");
        let path = dir.path().join(FILE_NAME);
        let mode = |path: &Path| fs::metadata(path).expect("a file").permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o600);

        fs::set_permissions(&path, Permissions::from_mode(0o644)).expect("loosened");
        let second = SigningKey::open(dir.path()).expect("the same key");
        assert_eq!(first.id(), second.id());
        assert_eq!(mode(&path), 0o600, "tightened again");
        assert_eq!(fs::read_dir(dir.path()).expect("a folder").count(), 1);
    }

    #[test]
    fn a_file_that_holds_no_key_is_reported_and_kept() {
        let dir = tempfile::tempdir().expect("a folder");
        fs::write(dir.path().join(FILE_NAME), "?").expect("written");
        assert!(matches!(SigningKey::open(dir.path()), Err(KeyError::NotAKey)));
        assert_eq!(fs::read(dir.path().join(FILE_NAME)).expect("kept"), b"?");
    }

    #[test]
    fn debug_does_not_print_the_key() {
        let dir = tempfile::tempdir().expect("a folder");
        let key = SigningKey::open(dir.path()).expect("a key");
        let pem = fs::read_to_string(dir.path().join(FILE_NAME)).expect("a file");
        let secret = pem.lines().nth(1).expect("base64");
        assert!(!format!("{key:?}").contains(&secret[..16]));
    }
}
