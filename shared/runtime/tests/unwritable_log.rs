//! A process whose log cannot be written goes on.
//!
//! The test runs itself as that process: a log line that cannot be written must be the process's own, so it cannot be
//! one of the test harness.

#![expect(clippy::unwrap_used, reason = "a test that cannot continue fails")]

use std::fs::{File, OpenOptions};
use std::io::pipe;
use std::process::{Command, Stdio};

/// The argument of the process whose log cannot be written.
const LOGGING: &str = "logging";

/// The lines that the process logs: more than the buffers of a pipe and of stdout hold.
const LINES: usize = 2_000;

/// An output, and how to open it.
type Output = (&'static str, fn() -> Stdio);

/// Outputs that refuse every write.
const UNWRITABLE: [Output; 2] = [("full disk", full_disk), ("closed pipe", closed_pipe)];

fn main() {
    if std::env::args().nth(1).as_deref() == Some(LOGGING) {
        runtime::telemetry::start();
        (0..LINES).for_each(|line| tracing::info!(line, "webhook stored"));
        std::process::exit(0);
    }
    let own_path = std::env::current_exe().unwrap();
    for (stdout, open_stdout) in UNWRITABLE {
        for (stderr, open_stderr) in UNWRITABLE {
            let mut logging = Command::new(&own_path);
            let status = logging.arg(LOGGING).stdout(open_stdout()).stderr(open_stderr()).status().unwrap();
            assert!(status.success(), "stdout is a {stdout}, stderr a {stderr}: {status}");
        }
    }
    // The lines are logged where they can be.
    let logged = Command::new(&own_path).arg(LOGGING).stderr(full_disk()).output().unwrap();
    assert_eq!(String::from_utf8(logged.stdout).unwrap().lines().count(), LINES);
}

fn full_disk() -> Stdio {
    let full: File = OpenOptions::new().write(true).open("/dev/full").unwrap();
    full.into()
}

fn closed_pipe() -> Stdio {
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    writer.into()
}
