//! A private key's file in the data folder: made once, and read by nobody but its owner.

use std::fs::{self, File, Permissions};
use std::io::{self, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use tempfile::NamedTempFile;

/// The text of the file `name` in `data_dir`; where there is none, `make` makes it.
pub(crate) fn read_or_make<E: From<io::Error>>(
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
    // Whoever copied the folder may have loosened it.
    if file.metadata()?.permissions().mode() & 0o077 != 0 {
        fs::set_permissions(path, Permissions::from_mode(0o600))?;
    }
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    Ok(text)
}

/// Writes a new key beside its place and moves it there whole. If another process was faster, its key stands.
fn create(data_dir: &Path, path: &Path, text: &str) -> io::Result<()> {
    // Mode 0600 from the start.
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
    fn a_key_is_made_once_and_only_its_owner_can_read_it() {
        let dir = tempfile::tempdir().expect("a folder");
        let open =
            |text: &str| read_or_make::<io::Error>(dir.path(), "key.pem", || Ok(text.to_owned())).expect("a key");
        let path = dir.path().join("key.pem");
        let mode = || fs::metadata(&path).expect("a file").permissions().mode() & 0o777;
        assert_eq!(open("first"), "first");
        assert_eq!(mode(), 0o600);

        fs::set_permissions(&path, Permissions::from_mode(0o644)).expect("loosened");
        assert_eq!(open("second"), "first");
        assert_eq!(mode(), 0o600, "tightened again");
        assert_eq!(fs::read_dir(dir.path()).expect("a folder").count(), 1);
    }
}
