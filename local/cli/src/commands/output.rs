//! Lines on stdout that are there at once, and errors where nobody reads them.

use std::io::{self, Write as _};

/// Writes one line. `println!` would panic where the reader has gone.
pub(super) fn line(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.write_all(b"\n")?;
    out.flush()
}
