//! The folder with all data of a stack; one stack at a time uses it.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::{Options, StartError};

/// The folder, locked while the stack runs. A temporary one is removed when it is dropped.
pub(super) struct DataFolder {
    path: PathBuf,
    _lock: File,
    _temporary: Option<TempDir>,
}

impl DataFolder {
    /// Creates the folder, if necessary, and locks it.
    pub(super) fn open(options: &Options) -> Result<Self, StartError> {
        let temporary =
            options.data.is_none().then(|| tempfile::Builder::new().prefix("storebell-").tempdir()).transpose()?;
        let path = options
            .data
            .clone()
            .or_else(|| temporary.as_ref().map(|folder| folder.path().to_owned()))
            .unwrap_or_default();
        let unusable = |error| format!("the data folder {} cannot be used: {error}", path.display());
        create_private(&path).map_err(unusable)?;
        let lock = File::create(path.join("lock")).map_err(unusable)?;
        lock.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => format!("another stack runs on the data folder {}", path.display()),
            TryLockError::Error(error) => unusable(error),
        })?;
        Ok(Self { path, _lock: lock, _temporary: temporary })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

/// The folder holds webhooks and signing keys, so only its owner may read it.
fn create_private(path: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
