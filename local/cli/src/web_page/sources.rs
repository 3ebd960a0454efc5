//! The sources of the web page, and whether the built page is up to date.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use dashboard::INPUTS;

/// The folder `functions/dashboard/web`.
pub(super) struct Sources {
    pub(super) folder: PathBuf,
}

impl Sources {
    /// The folder of the workspace that this binary was compiled in.
    pub(super) fn of_this_workspace() -> Self {
        Self { folder: Path::new(env!("CARGO_MANIFEST_DIR")).join("../../functions/dashboard/web") }
    }

    /// Whether the page is missing or older than its sources. An optimized binary contains its page, and a binary that was
    /// copied to another machine has no sources: in both cases a build would change nothing.
    pub(super) fn need_build(&self) -> bool {
        if !cfg!(debug_assertions) {
            return false;
        }
        let Some(newest) = INPUTS.iter().filter_map(|input| newest(&self.folder.join(input))).max() else {
            return false;
        };
        let built = fs::metadata(self.folder.join("dist/index.html")).and_then(|file| file.modified());
        built.map_or(true, |built| built < newest)
    }

    /// Whether the packages of the lock file are not installed: npm writes its own copy of the lock file afterwards.
    pub(super) fn need_packages(&self) -> bool {
        newest(&self.folder.join("node_modules/.package-lock.json")) < newest(&self.folder.join("package-lock.json"))
    }
}

/// The modification time of the newest file at or below `path`; `None` if there is no file.
fn newest(path: &Path) -> Option<SystemTime> {
    let about = fs::metadata(path).ok()?;
    if !about.is_dir() {
        return about.modified().ok();
    }
    fs::read_dir(path).ok()?.filter_map(|entry| newest(&entry.ok()?.path())).max()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn write(path: &Path, at: SystemTime) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::File::create(path).unwrap().set_modified(at).unwrap();
    }

    #[test]
    fn page_is_rebuilt_if_its_sources_are_newer_and_not_without_sources() {
        let folder = tempfile::tempdir().unwrap();
        let sources = Sources { folder: folder.path().to_owned() };
        assert!(!sources.need_build(), "no sources");
        let (early, late) = (SystemTime::UNIX_EPOCH, SystemTime::UNIX_EPOCH + Duration::from_secs(1));
        write(&folder.path().join("src/app/App.tsx"), early);
        assert!(sources.need_build(), "never built");
        write(&folder.path().join("dist/index.html"), late);
        assert!(!sources.need_build(), "built since");
        write(&folder.path().join("src/app/App.tsx"), late + Duration::from_secs(1));
        assert!(sources.need_build(), "changed since");
        for input in ["tsconfig.json", "compress.mjs"] {
            write(&folder.path().join("src/app/App.tsx"), early);
            write(&folder.path().join(input), late + Duration::from_secs(1));
            assert!(sources.need_build(), "{input} was changed since");
            fs::remove_file(folder.path().join(input)).unwrap();
        }
    }

    #[test]
    fn packages_are_reinstalled_if_the_lock_file_is_newer() {
        let folder = tempfile::tempdir().unwrap();
        let sources = Sources { folder: folder.path().to_owned() };
        let (early, late) = (SystemTime::UNIX_EPOCH, SystemTime::UNIX_EPOCH + Duration::from_secs(1));
        write(&folder.path().join("package-lock.json"), early);
        assert!(sources.need_packages(), "never installed");
        write(&folder.path().join("node_modules/.package-lock.json"), early);
        assert!(!sources.need_packages(), "installed");
        write(&folder.path().join("package-lock.json"), late);
        assert!(sources.need_packages(), "the lock file was changed since");
    }
}
