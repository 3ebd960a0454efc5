//! The file of a private key in the data folder: created once, and readable by its owner only.

use std::fs::{self, File, Permissions};
use std::io::{self, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use tempfile::NamedTempFile;

/// The text of the file `name` in `data_dir`. If it does not exist, it is created with the text of `make`.
pub(crate) fn read_or_create<E: From<io::Error>>(
    data_dir: &Path,
    name: &str,
    make: impl FnOnce() -> Result<String, E>,
) -> Result<String, E> {
    let path = data_dir.join(name);
    match read(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            create(data_dir, &path, &make()?)?;
            Ok(read(&path)?)
        }
        other => Ok(other?),
    }
}

fn read(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    // A copy of the folder may have other permissions.
    if file.metadata()?.permissions().mode() & 0o077 != 0 {
        fs::set_permissions(path, Permissions::from_mode(0o600))?;
    }
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    Ok(text)
}

/// Writes a temporary file and renames it, so that no reader sees half a key. If another process was faster, its key is
/// kept.
fn create(data_dir: &Path, path: &Path, text: &str) -> io::Result<()> {
    // A temporary file is created with mode 0600.
    let mut file = NamedTempFile::new_in(data_dir)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(()),
        Err(lost) if lost.error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(failed) => Err(failed.error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_is_created_once_and_readable_by_its_owner_only() {
        let dir = tempfile::tempdir().expect("a folder");
        let open =
            |text: &str| read_or_create::<io::Error>(dir.path(), "key.pem", || Ok(text.to_owned())).expect("a key");
        let path = dir.path().join("key.pem");
        let mode = || fs::metadata(&path).expect("a file").permissions().mode() & 0o777;
        assert_eq!(open("first"), "first");
        assert_eq!(mode(), 0o600);

        fs::set_permissions(&path, Permissions::from_mode(0o644)).expect("changed permissions");
        assert_eq!(open("second"), "first");
        assert_eq!(mode(), 0o600, "restricted again");
        assert_eq!(fs::read_dir(dir.path()).expect("a folder").count(), 1);
    }
}
