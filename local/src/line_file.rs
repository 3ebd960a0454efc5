//! A file of lines, added at its end and taken out again.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tempfile::NamedTempFile;

/// The file; it need not be there. Clones share its lock, so that no line comes while others are taken out.
#[derive(Clone, Debug)]
pub struct LineFile {
    path: Arc<PathBuf>,
    using: Arc<Mutex<()>>,
}

impl LineFile {
    /// The file at `path`, which nothing else in this process may write to.
    #[must_use]
    pub fn new(path: PathBuf) -> Self {
        Self { path: Arc::new(path), using: Arc::default() }
    }

    /// Adds a line (without its end), and returns when it is on the disk.
    ///
    /// # Errors
    /// What the file system said.
    pub fn add(&self, line: &[u8]) -> io::Result<()> {
        let _alone = self.lock();
        let mut file = OpenOptions::new().create(true).read(true).append(true).open(&*self.path)?;
        // Power that was cut in the middle of a line must not spoil the next one, too.
        let end = if is_whole(&mut file)? { &b""[..] } else { b"\n" };
        file.write_all(&[end, line, b"\n"].concat())?;
        file.sync_data()
    }

    /// Shows each line to `look`, one in memory at a time.
    ///
    /// # Errors
    /// What the file system said.
    pub fn each(&self, mut look: impl FnMut(&[u8])) -> io::Result<()> {
        let _alone = self.lock();
        self.read(|line| {
            look(line);
            Ok(())
        })
    }

    /// Takes the lines out that `is_one` is true of. A reader of the file finds the old or the new one whole.
    ///
    /// # Errors
    /// What the file system said; then all lines are there.
    pub fn remove(&self, is_one: impl Fn(&[u8]) -> bool) -> io::Result<()> {
        let _alone = self.lock();
        let mut kept = NamedTempFile::new_in(self.path.parent().unwrap_or(&self.path))?;
        self.read(|line| if is_one(line) { Ok(()) } else { kept.write_all(&[line, b"\n"].concat()) })?;
        kept.as_file().sync_data()?;
        kept.persist(&*self.path).map(drop).map_err(|failed| failed.error)
    }

    fn read(&self, mut look: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        let mut file = match File::open(&*self.path) {
            Ok(file) => BufReader::new(file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        let mut line = Vec::new();
        while file.read_until(b'\n', &mut line)? > 0 {
            look(line.strip_suffix(b"\n").unwrap_or(&line))?;
            line.clear();
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, ()> {
        self.using.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether the last line has its end.
fn is_whole(file: &mut File) -> io::Result<bool> {
    if file.seek(SeekFrom::End(0))? == 0 {
        return Ok(true);
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(file: &LineFile) -> Vec<Vec<u8>> {
        let mut lines = Vec::new();
        file.each(|line| lines.push(line.to_vec())).expect("a read");
        lines
    }

    #[test]
    fn what_was_added_is_there_until_it_is_taken_out() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = LineFile::new(folder.path().join("lines"));
        assert_eq!(lines(&file), Vec::<Vec<u8>>::new());
        for line in ["one", "two", "three"] {
            file.add(line.as_bytes()).expect("a write");
        }
        file.clone().remove(|line| line == b"two").expect("a write");
        assert_eq!(lines(&file), [b"one".to_vec(), b"three".to_vec()]);
        file.remove(|_| true).expect("a write");
        assert_eq!(lines(&file), Vec::<Vec<u8>>::new());
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing is left beside it");
    }

    #[test]
    fn a_line_that_was_cut_off_spoils_no_other() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("lines");
        std::fs::write(&path, "whole\ncut o").expect("a write");
        let file = LineFile::new(path);
        file.add(b"next").expect("a write");
        assert_eq!(lines(&file), [b"whole".to_vec(), b"cut o".to_vec(), b"next".to_vec()]);
    }
}
