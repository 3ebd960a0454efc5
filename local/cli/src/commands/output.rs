//! Lines on stdout.

use std::io::{self, Write as _};

/// Writes and flushes one line. `println!` panics if the program that reads stdout has ended.
pub(super) fn line(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.write_all(b"\n")?;
    out.flush()
}
