//! The file in the data folder by which other commands find the running stack.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;
use types::time::Time;

/// The file's name in the data folder.
const FILE_NAME: &str = "serve.json";

/// The time within which a stack on this machine has to accept a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// Process and ports of a running stack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StackFile {
    /// The id of the process.
    pub pid: u32,
    /// The port of its gateway, on loopback.
    pub port: u16,
    /// The URL of its DynamoDB.
    pub dynamodb_endpoint: String,
    /// When it started.
    pub started_at: Time,
}

/// Why the stack was not found, or the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StackFileError {
    /// There is no file, or the stack that wrote it ended without removing it.
    #[error(
        "no stack runs on the data folder {}; start one with `storebell serve`, or name another with --data or --url",
        .0.display()
    )]
    NotRunning(PathBuf),
    /// The file could not be read or written.
    #[error("the file {} cannot be used: {error}", .path.display())]
    File {
        /// The path of the file.
        path: PathBuf,
        /// The error of the file system.
        error: io::Error,
    },
}

impl StackFile {
    /// The content for this process.
    pub fn of_this_process(port: u16, dynamodb_endpoint: impl Into<String>, started_at: Time) -> Self {
        Self { pid: std::process::id(), port, dynamodb_endpoint: dynamodb_endpoint.into(), started_at }
    }

    /// Writes the file to `data_dir`, readable by its owner only; a concurrent reader sees a complete file or none.
    ///
    /// # Errors
    /// [`StackFileError::File`].
    pub fn write(&self, data_dir: &Path) -> Result<(), StackFileError> {
        let path = data_dir.join(FILE_NAME);
        self.replace(data_dir, &path).map_err(|error| StackFileError::File { path, error })
    }

    fn replace(&self, data_dir: &Path, path: &Path) -> io::Result<()> {
        // A temporary file is created with mode 0600.
        let mut file = NamedTempFile::new_in(data_dir)?;
        serde_json::to_writer(&mut file, self)?;
        file.write_all(b"\n")?;
        file.persist(path).map(drop).map_err(|failed| failed.error)
    }

    /// The file of the stack that runs on `data_dir`.
    ///
    /// # Errors
    /// [`StackFileError::NotRunning`], also if the stack that wrote the file has ended.
    pub fn read(data_dir: &Path) -> Result<Self, StackFileError> {
        let path = data_dir.join(FILE_NAME);
        let not_running = || StackFileError::NotRunning(data_dir.to_owned());
        let stack: Self = match File::open(&path) {
            Ok(file) => serde_json::from_reader(io::BufReader::new(file))
                .map_err(|error| StackFileError::File { path, error: error.into() })?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(not_running()),
            Err(error) => return Err(StackFileError::File { path, error }),
        };
        if stack.is_running() { Ok(stack) } else { Err(not_running()) }
    }

    /// Removes this process's file at a clean stop. The file of another process stays.
    ///
    /// # Errors
    /// [`StackFileError::File`].
    pub fn remove(&self, data_dir: &Path) -> Result<(), StackFileError> {
        let path = data_dir.join(FILE_NAME);
        let is_own = |text: &String| serde_json::from_str::<Self>(text).is_ok_and(|stack| stack == *self);
        match fs::read_to_string(&path) {
            Ok(text) if is_own(&text) => fs::remove_file(&path).map_err(|error| StackFileError::File { path, error }),
            _ => Ok(()),
        }
    }

    fn is_running(&self) -> bool {
        process_may_exist(self.pid) && accepts_connections(self.port)
    }
}

/// Whether the process exists; true on systems without `/proc`. Without this check, another program that now uses the
/// port of a killed stack would be taken for the stack.
fn process_may_exist(pid: u32) -> bool {
    let processes = Path::new("/proc");
    !processes.join("self").exists() || processes.join(pid.to_string()).exists()
}

fn accepts_connections(port: u16) -> bool {
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
    fn running_stack_is_found_until_it_removes_its_file() {
        let dir = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let stack = StackFile::of_this_process(port, "http://127.0.0.1:8000", started_at());
        stack.write(dir.path()).unwrap();
        assert_eq!(StackFile::read(dir.path()).unwrap(), stack);
        let mode = fs::metadata(dir.path().join(FILE_NAME)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        stack.remove(dir.path()).unwrap();
        assert!(matches!(StackFile::read(dir.path()), Err(StackFileError::NotRunning(_))));
        stack.remove(dir.path()).unwrap();
    }

    #[test]
    fn killed_stack_is_not_found() {
        let dir = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let mut stack = StackFile::of_this_process(port, "http://127.0.0.1:8000", started_at());
        if Path::new("/proc/self").exists() {
            // Linux numbers processes up to 4,194,304 (man 5 proc, pid_max).
            let killed = StackFile { pid: 5_000_000, ..stack.clone() };
            killed.write(dir.path()).unwrap();
            assert!(matches!(StackFile::read(dir.path()), Err(StackFileError::NotRunning(_))));
        }
        // Bound but not listening: no other process can take the port, and no connection is accepted.
        let silent = tokio::net::TcpSocket::new_v4().unwrap();
        silent.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        stack.port = silent.local_addr().unwrap().port();
        stack.write(dir.path()).unwrap();
        let error = StackFile::read(dir.path()).unwrap_err();
        assert!(error.to_string().starts_with("no stack runs on the data folder"), "{error}");
    }

    #[test]
    fn file_of_another_stack_is_not_removed() {
        let dir = tempfile::tempdir().unwrap();
        let first = StackFile::of_this_process(1, "http://127.0.0.1:8000", started_at());
        let second = StackFile { port: 2, ..first.clone() };
        second.write(dir.path()).unwrap();
        first.remove(dir.path()).unwrap();
        assert!(dir.path().join(FILE_NAME).exists());
    }
}
