//! The folder in which a stack keeps everything; one stack at a time.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::{Options, StartError};

/// The folder, locked while the stack runs. A temporary one is removed with it.
pub(super) struct DataFolder {
    path: PathBuf,
    _lock: File,
    _temporary: Option<TempDir>,
}

impl DataFolder {
    /// Makes the folder, if need be, and locks it.
    pub(super) fn open(options: &Options) -> Result<Self, StartError> {
        let temporary =
            options.data.is_none().then(|| tempfile::Builder::new().prefix("storebell-").tempdir()).transpose()?;
        let path = options
            .data
            .clone()
            .or_else(|| temporary.as_ref().map(|folder| folder.path().to_owned()))
            .unwrap_or_default();
        make_private(&path).map_err(|error| format!("the data folder {} cannot be used: {error}", path.display()))?;
        let lock = File::create(path.join("lock"))?;
        lock.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => format!("another storebell runs on the data folder {}", path.display()).into(),
            TryLockError::Error(error) => StartError::from(error),
        })?;
        Ok(Self { path, _lock: lock, _temporary: temporary })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

/// The folder holds webhooks and a signing key: nobody else on the machine needs to read it.
fn make_private(path: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
