//! What the page is built from, and whether what was built is of it.

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

    /// Whether there is no page, or one of older sources. An optimized binary has its page inside, and a binary that was
    /// taken elsewhere has no sources: there a build would change nothing.
    pub(super) fn need_a_build(&self) -> bool {
        if !cfg!(debug_assertions) {
            return false;
        }
        let Some(newest) = INPUTS.iter().filter_map(|input| newest(&self.folder.join(input))).max() else {
            return false;
        };
        let built = fs::metadata(self.folder.join("dist/index.html")).and_then(|file| file.modified());
        built.map_or(true, |built| built < newest)
    }

    /// Whether what the present lock file names is not installed: npm writes its own copy when it has done so.
    pub(super) fn need_packages(&self) -> bool {
        newest(&self.folder.join("node_modules/.package-lock.json")) < newest(&self.folder.join("package-lock.json"))
    }
}

/// When the newest file at or under `path` was changed; `None` if there is none.
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
    fn a_page_of_older_sources_is_built_again_and_one_without_sources_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let sources = Sources { folder: folder.path().to_owned() };
        assert!(!sources.need_a_build(), "no sources");
        let (early, late) = (SystemTime::UNIX_EPOCH, SystemTime::UNIX_EPOCH + Duration::from_secs(1));
        write(&folder.path().join("src/app/App.tsx"), early);
        assert!(sources.need_a_build(), "never built");
        write(&folder.path().join("dist/index.html"), late);
        assert!(!sources.need_a_build(), "built since");
        write(&folder.path().join("src/app/App.tsx"), late + Duration::from_secs(1));
        assert!(sources.need_a_build(), "changed since");
        for input in ["tsconfig.json", "compress.mjs"] {
            write(&folder.path().join("src/app/App.tsx"), early);
            write(&folder.path().join(input), late + Duration::from_secs(1));
            assert!(sources.need_a_build(), "{input} was changed since");
            fs::remove_file(folder.path().join(input)).unwrap();
        }
    }

    #[test]
    fn packages_of_an_older_lock_file_are_installed_again() {
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
