//! A file of newline-delimited records: lines are appended, read and removed.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tempfile::NamedTempFile;

/// The file; it need not exist. Clones share its lock, so that no line is appended while others are removed.
#[derive(Clone, Debug)]
pub struct NdjsonFile {
    path: Arc<PathBuf>,
    lock: Arc<Mutex<()>>,
}

impl NdjsonFile {
    /// The file at `path`. Nothing else in this process may write to it.
    #[must_use]
    pub fn new(path: PathBuf) -> Self {
        Self { path: Arc::new(path), lock: Arc::default() }
    }

    /// Appends a line (without its newline), and returns once it is on the disk.
    ///
    /// # Errors
    /// The error of the file system.
    pub fn append(&self, line: &[u8]) -> io::Result<()> {
        let _guard = self.lock();
        let mut file = OpenOptions::new().create(true).read(true).append(true).open(&*self.path)?;
        // After a power cut in the middle of a line, the next line must not be appended to the half line.
        let separator = if ends_with_newline(&mut file)? { &b""[..] } else { b"\n" };
        file.write_all(&[separator, line, b"\n"].concat())?;
        file.sync_data()
    }

    /// Passes each line to `visit`, with one line in memory at a time.
    ///
    /// # Errors
    /// The error of the file system.
    pub fn for_each_line(&self, mut visit: impl FnMut(&[u8])) -> io::Result<()> {
        let _guard = self.lock();
        self.read(|line| {
            visit(line);
            Ok(())
        })
    }

    /// Removes the lines for which `is_removed` is true. A concurrent reader sees the complete old or new file.
    ///
    /// # Errors
    /// The error of the file system; in this case no line is removed.
    pub fn remove_lines(&self, is_removed: impl Fn(&[u8]) -> bool) -> io::Result<()> {
        let _guard = self.lock();
        let mut kept = NamedTempFile::new_in(self.path.parent().unwrap_or(&self.path))?;
        self.read(|line| if is_removed(line) { Ok(()) } else { kept.write_all(&[line, b"\n"].concat()) })?;
        kept.as_file().sync_data()?;
        kept.persist(&*self.path).map(drop).map_err(|failed| failed.error)
    }

    fn read(&self, mut visit: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        let mut file = match File::open(&*self.path) {
            Ok(file) => BufReader::new(file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        let mut line = Vec::new();
        while file.read_until(b'\n', &mut line)? > 0 {
            visit(line.strip_suffix(b"\n").unwrap_or(&line))?;
            line.clear();
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, ()> {
        self.lock.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether the file is empty or its last line is complete.
fn ends_with_newline(file: &mut File) -> io::Result<bool> {
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

    fn lines(file: &NdjsonFile) -> Vec<Vec<u8>> {
        let mut lines = Vec::new();
        file.for_each_line(|line| lines.push(line.to_vec())).expect("a read");
        lines
    }

    #[test]
    fn appended_line_is_kept_until_it_is_removed() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = NdjsonFile::new(folder.path().join("lines"));
        assert_eq!(lines(&file), Vec::<Vec<u8>>::new());
        for line in ["one", "two", "three"] {
            file.append(line.as_bytes()).expect("a write");
        }
        file.clone().remove_lines(|line| line == b"two").expect("a write");
        assert_eq!(lines(&file), [b"one".to_vec(), b"three".to_vec()]);
        file.remove_lines(|_| true).expect("a write");
        assert_eq!(lines(&file), Vec::<Vec<u8>>::new());
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1, "no temporary file remains");
    }

    #[test]
    fn incomplete_last_line_does_not_corrupt_the_next_line() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("lines");
        std::fs::write(&path, "whole\ncut o").expect("a write");
        let file = NdjsonFile::new(path);
        file.append(b"next").expect("a write");
        assert_eq!(lines(&file), [b"whole".to_vec(), b"cut o".to_vec(), b"next".to_vec()]);
    }
}
