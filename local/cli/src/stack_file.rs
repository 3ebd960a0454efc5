//! What a running stack stack_file about itself in its data folder, so that other commands find it.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use shared::time::Time;
use tempfile::NamedTempFile;

/// The file inside of the data folder.
const FILE_NAME: &str = "serve.json";

/// How long a stack on this machine may take to accept a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// The stack_file of one stack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StackFile {
    /// The process.
    pub pid: u32,
    /// Where its gateway listens, on loopback.
    pub port: u16,
    /// Where its tables are.
    pub dynamodb_endpoint: String,
    /// Since when.
    pub started_at: Time,
}

/// Why there are no stack_file to go by.
#[derive(Debug, thiserror::Error)]
pub enum StackFileError {
    /// No stack_file, or the stack that wrote them has ended without removing them.
    #[error("no storebell runs on this data folder ({})", .0.display())]
    NotRunning(PathBuf),
    /// The file could not be read or written.
    #[error("{} cannot be used: {error}", .path.display())]
    File {
        /// The stack_file' file.
        path: PathBuf,
        /// What the file system said.
        error: io::Error,
    },
}

impl StackFile {
    /// StackFile of this process.
    pub fn of_this_process(port: u16, dynamodb_endpoint: impl Into<String>, started_at: Time) -> Self {
        Self { pid: std::process::id(), port, dynamodb_endpoint: dynamodb_endpoint.into(), started_at }
    }

    /// Writes the stack_file to `data_dir` once the stack is ready, for its owner alone; a reader sees all or nothing.
    ///
    /// # Errors
    /// [`StackFileError::File`].
    pub fn write(&self, data_dir: &Path) -> Result<(), StackFileError> {
        let path = data_dir.join(FILE_NAME);
        self.replace(data_dir, &path).map_err(|error| StackFileError::File { path, error })
    }

    fn replace(&self, data_dir: &Path, path: &Path) -> io::Result<()> {
        // A temporary file is made with mode 0600.
        let mut file = NamedTempFile::new_in(data_dir)?;
        serde_json::to_writer(&mut file, self)?;
        file.write_all(b"\n")?;
        file.persist(path).map(drop).map_err(|failed| failed.error)
    }

    /// The stack_file of the stack that runs on `data_dir`.
    ///
    /// # Errors
    /// [`StackFileError::NotRunning`], also where the stack of the stack_file has ended.
    pub fn read(data_dir: &Path) -> Result<Self, StackFileError> {
        let path = data_dir.join(FILE_NAME);
        let not_running = || StackFileError::NotRunning(data_dir.to_owned());
        let stack_file: Self = match File::open(&path) {
            Ok(file) => serde_json::from_reader(io::BufReader::new(file))
                .map_err(|error| StackFileError::File { path, error: error.into() })?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(not_running()),
            Err(error) => return Err(StackFileError::File { path, error }),
        };
        if stack_file.is_alive() { Ok(stack_file) } else { Err(not_running()) }
    }

    /// Removes this process's stack_file at a clean stop. Those of another process stay.
    ///
    /// # Errors
    /// [`StackFileError::File`].
    pub fn remove(&self, data_dir: &Path) -> Result<(), StackFileError> {
        let path = data_dir.join(FILE_NAME);
        let ours = |text: &String| serde_json::from_str::<Self>(text).is_ok_and(|stack_file| stack_file == *self);
        match fs::read_to_string(&path) {
            Ok(text) if ours(&text) => fs::remove_file(&path).map_err(|error| StackFileError::File { path, error }),
            _ => Ok(()),
        }
    }

    fn is_alive(&self) -> bool {
        process_may_live(self.pid) && accepts(self.port)
    }
}

/// Where the system lists its processes, whether this one is there; elsewhere nobody knows. It tells a stack that was
/// killed from another program that has taken its port.
fn process_may_live(pid: u32) -> bool {
    let listed = Path::new("/proc");
    !listed.join("self").exists() || listed.join(pid.to_string()).exists()
}

fn accepts(port: u16) -> bool {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    TcpStream::connect_timeout(&address, CONNECT_TIMEOUT).is_ok()
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn started_at() -> Time {
        "2026-11-02T04:45:00.000Z".parse().unwrap()
    }

    #[test]
    fn a_running_stack_is_found_until_it_says_that_it_stops() {
        let dir = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let stack_file = StackFile::of_this_process(port, "http://127.0.0.1:8000", started_at());
        stack_file.write(dir.path()).unwrap();
        assert_eq!(StackFile::read(dir.path()).unwrap(), stack_file);
        let mode = fs::metadata(dir.path().join(FILE_NAME)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        stack_file.remove(dir.path()).unwrap();
        assert!(matches!(StackFile::read(dir.path()), Err(StackFileError::NotRunning(_))));
        stack_file.remove(dir.path()).unwrap();
    }

    #[test]
    fn notes_of_a_stack_that_was_killed_are_no_stack() {
        let dir = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let mut stack_file = StackFile::of_this_process(port, "http://127.0.0.1:8000", started_at());
        if Path::new("/proc/self").exists() {
            // Linux numbers processes up to 4,194,304 (man 5 proc, pid_max).
            let gone = StackFile { pid: 5_000_000, ..stack_file.clone() };
            gone.write(dir.path()).unwrap();
            assert!(matches!(StackFile::read(dir.path()), Err(StackFileError::NotRunning(_))));
        }
        // Bound and never listening: nothing else can take the port, and nothing answers.
        let silent = tokio::net::TcpSocket::new_v4().unwrap();
        silent.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        stack_file.port = silent.local_addr().unwrap().port();
        stack_file.write(dir.path()).unwrap();
        let error = StackFile::read(dir.path()).unwrap_err();
        assert!(error.to_string().starts_with("no storebell runs on this data folder"), "{error}");
    }

    #[test]
    fn notes_of_another_stack_are_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let first = StackFile::of_this_process(1, "http://127.0.0.1:8000", started_at());
        let second = StackFile { port: 2, ..first.clone() };
        second.write(dir.path()).unwrap();
        first.remove(dir.path()).unwrap();
        assert!(dir.path().join(FILE_NAME).exists());
    }
}
