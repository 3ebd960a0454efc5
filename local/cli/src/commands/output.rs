//! Lines on stdout, messages on stderr, and the end of the program that reads stdout.
//!
//! Nothing here panics, as `println!` and `eprintln!` do if the line cannot be written.

use std::fs::File;
use std::io::{self, Write as _};
use std::os::fd::AsFd as _;
use std::os::unix::fs::FileTypeExt as _;

use tokio::io::Interest;
use tokio::net::unix::pipe::Sender;

/// Writes and flushes one line.
pub(super) fn line(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.write_all(b"\n")?;
    out.flush()
}

/// Writes one line to stderr. A message that cannot be written is lost: the command does not depend on it.
pub fn message(text: &str) {
    let _ = io::stderr().lock().write_all(format!("{text}\n").as_bytes());
}

/// Returns once the program that reads stdout has ended; never if stdout is no pipe.
///
/// Only pipes count. A terminal that is closed sends SIGHUP, unless its user has asked with `nohup` or `disown` that the
/// process goes on; and a full disk may be emptied.
pub(super) async fn reader_has_ended() {
    if let Ok(()) = pipe_is_closed().await {
        return;
    }
    std::future::pending().await
}

/// Returns once stdout is a pipe without a reader.
///
/// # Errors
/// If stdout is no pipe, or cannot be watched.
async fn pipe_is_closed() -> io::Result<()> {
    let file = File::from(io::stdout().as_fd().try_clone_to_owned()?);
    if !file.metadata()?.file_type().is_fifo() {
        return Err(io::ErrorKind::Unsupported.into());
    }
    // A pipe that can no longer be read is reported as an error. Nothing is written through this handle, so it does not
    // matter that it blocks.
    let pipe = Sender::from_file_unchecked(file)?;
    pipe.ready(Interest::ERROR).await.map(drop)
}
