//! The progress of a long command: one line on a terminal's stderr that is overwritten. Nothing is printed if stderr is
//! not a terminal.

use std::io::{IsTerminal as _, Write as _, stderr};

/// Return to the start of the line, and erase it.
const ERASE_LINE: &str = "\r\x1b[K";

/// The progress line. It is erased when it is dropped.
#[derive(Debug)]
pub(super) struct Progress {
    is_shown: bool,
}

impl Progress {
    pub(super) fn new() -> Self {
        Self { is_shown: stderr().is_terminal() }
    }

    /// Replaces the line.
    pub(super) fn show(&self, text: &str) {
        self.write(&format!("{ERASE_LINE}{text}"));
    }

    /// Erases the line; call this before another line is printed.
    pub(super) fn erase(&self) {
        self.write(ERASE_LINE);
    }

    fn write(&self, text: &str) {
        if self.is_shown {
            let mut out = stderr().lock();
            // A terminal that has gone needs no progress.
            let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.erase();
    }
}
