//! The process `storebell serve`.

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use super::TIMEOUT;

/// A running process; killed when it is dropped.
pub(crate) struct Process {
    child: Child,
    port: u16,
    folder: PathBuf,
    log: Log,
    _temporary: Option<tempfile::TempDir>,
}

/// The lines of its log so far.
type Log = Arc<Mutex<Vec<String>>>;

const READY: &str = "storebell: ready on http://127.0.0.1:";

impl Process {
    /// Starts the process on a free port and waits for its ready line.
    #[expect(clippy::disallowed_methods, reason = "a test run says how much its stacks log")]
    pub(crate) async fn start(arguments: &[&str]) -> Self {
        Self::start_logging(arguments, &std::env::var("RUST_LOG").unwrap_or_else(|_| "warn".to_owned())).await
    }

    /// As [`Process::start`], with this log level.
    pub(crate) async fn start_logging(arguments: &[&str], level: &str) -> Self {
        Self::spawn(arguments, level, Stdio::piped()).await
    }

    /// As [`Process::start_logging`], with `stderr` as the output of the log.
    pub(crate) async fn spawn(arguments: &[&str], level: &str, stderr: Stdio) -> Self {
        // The test creates the folder also for `--ephemeral`, since `storebell env` needs its path.
        let temporary = arguments.contains(&"--ephemeral").then(|| tempfile::tempdir().unwrap());
        let mut command = Command::new(env!("CARGO_BIN_EXE_storebell"));
        command.args(["serve", "--port", "0"]).args(arguments.iter().filter(|argument| **argument != "--ephemeral"));
        if let Some(folder) = &temporary {
            command.arg("--data").arg(folder.path());
        }
        let folder = temporary.as_ref().map(|folder| folder.path().to_owned()).unwrap_or_else(|| {
            let at = arguments.iter().position(|argument| *argument == "--data").unwrap();
            arguments[at + 1].into()
        });
        command.env("RUST_LOG", level);
        let mut child = command.stdout(Stdio::piped()).stderr(stderr).kill_on_drop(true).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let log = Log::default();
        if let Some(stderr) = child.stderr.take() {
            tokio::spawn(keep_log(BufReader::new(stderr).lines(), Arc::clone(&log)));
        }
        let ready = async {
            while let Some(line) = lines.next_line().await.unwrap() {
                if let Some(port) = line.strip_prefix(READY) {
                    return port.parse().unwrap();
                }
            }
            panic!("storebell ended before it was ready")
        };
        let port = timeout(TIMEOUT, ready).await.expect("storebell becomes ready");
        // Later output is read and dropped, so that the process never blocks on a full pipe.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Self { child, port, folder, log, _temporary: temporary }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// The lines of its log so far.
    pub(crate) fn log(&self) -> Vec<String> {
        self.log.lock().unwrap().clone()
    }

    /// The first line of its log with all of `words`, once there is one.
    pub(crate) async fn logged(&self, words: &[&str]) -> String {
        let found = async {
            loop {
                let line =
                    self.log.lock().unwrap().iter().find(|line| words.iter().all(|word| line.contains(word))).cloned();
                match line {
                    Some(line) => return line,
                    None => tokio::time::sleep(std::time::Duration::from_millis(5)).await,
                }
            }
        };
        timeout(TIMEOUT, found).await.unwrap_or_else(|_| panic!("no line of the log contains {words:?}"))
    }

    /// SIGKILL; the process has ended when this returns.
    pub(crate) async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// SIGTERM; the exit status has to be 0.
    pub(crate) async fn stop(mut self) {
        let pid = self.child.id().unwrap().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().await.unwrap().success());
        let status = timeout(TIMEOUT, self.child.wait()).await.expect("storebell stops").unwrap();
        assert!(status.success(), "{status}");
    }

    /// The variable `name` in the output of `storebell env`.
    pub(crate) fn variable(&self, name: &str) -> String {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_storebell"))
            .arg("env")
            .arg("--data")
            .arg(&self.folder)
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let value = text.lines().filter_map(|line| line.split_once('=')).find(|(key, _)| *key == name);
        value.unwrap_or_else(|| panic!("storebell env prints no {name}")).1.to_owned()
    }
}

/// Stores the lines of the log, and prints them.
#[expect(clippy::print_stderr, reason = "the test runner reads the output")]
async fn keep_log(mut lines: tokio::io::Lines<BufReader<tokio::process::ChildStderr>>, log: Log) {
    while let Ok(Some(line)) = lines.next_line().await {
        eprintln!("{line}");
        log.lock().unwrap().push(line);
    }
}
