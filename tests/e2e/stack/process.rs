//! The process `storebell serve`.

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use super::PATIENCE;

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
    /// Starts it on a free port and waits for its ready line.
    #[expect(clippy::disallowed_methods, reason = "the developer sets the log level of the stack under test")]
    pub(crate) async fn start(arguments: &[&str]) -> Self {
        Self::start_logging(arguments, &std::env::var("RUST_LOG").unwrap_or_else(|_| "warn".to_owned())).await
    }

    /// The same, logging at this level.
    pub(crate) async fn start_logging(arguments: &[&str], level: &str) -> Self {
        // A folder of the test's own also for `--ephemeral`: `storebell env` needs to know it.
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
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let log = Log::default();
        tokio::spawn(keep_log(BufReader::new(child.stderr.take().unwrap()).lines(), Arc::clone(&log)));
        let ready = async {
            while let Some(line) = lines.next_line().await.unwrap() {
                if let Some(port) = line.strip_prefix(READY) {
                    return port.parse().unwrap();
                }
            }
            panic!("storebell ended before it was ready")
        };
        let port = timeout(PATIENCE, ready).await.expect("storebell becomes ready");
        // What it prints later is read and dropped, so that it never blocks on a full pipe.
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

    /// The first line of its log that has all of `words`, as soon as there is one.
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
        timeout(PATIENCE, found).await.unwrap_or_else(|_| panic!("no line of the log has {words:?}"))
    }

    /// SIGKILL; it is gone when this returns.
    pub(crate) async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// SIGTERM; it has to exit with 0.
    pub(crate) async fn stop(mut self) {
        let pid = self.child.id().unwrap().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().await.unwrap().success());
        let status = timeout(PATIENCE, self.child.wait()).await.expect("storebell stops").unwrap();
        assert!(status.success(), "{status}");
    }

    /// The variable `name`, as `storebell env` says it.
    pub(crate) fn variable(&self, name: &str) -> String {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_storebell"))
            .arg("env")
            .arg("--data")
            .arg(&self.folder)
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let value = text.lines().filter_map(|line| line.split_once('=')).find(|(key, _)| *key == name);
        value.unwrap_or_else(|| panic!("storebell env names no {name}")).1.to_owned()
    }
}

/// Keeps the log's lines, and shows them beside the test's own.
async fn keep_log(mut lines: tokio::io::Lines<BufReader<tokio::process::ChildStderr>>, log: Log) {
    while let Ok(Some(line)) = lines.next_line().await {
        eprintln!("{line}");
        log.lock().unwrap().push(line);
    }
}
