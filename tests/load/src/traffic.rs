//! How many frames came, and their bytes.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What has come so far. Clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Traffic(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    frames: AtomicU64,
    bytes: AtomicU64,
}

impl Traffic {
    /// Notes that a frame, or an event of a stream, of so many bytes has come.
    pub(crate) fn note(&self, bytes: usize) {
        self.0.frames.fetch_add(1, Ordering::Relaxed);
        self.0.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// How many have come.
    pub(crate) fn frames(&self) -> u64 {
        self.0.frames.load(Ordering::Relaxed)
    }

    /// How many as a sentence has it; `pieces` is what they are called.
    pub(crate) fn told(&self, pieces: &str) -> impl fmt::Display {
        format!("{} {pieces}, {} KB", self.frames(), self.0.bytes.load(Ordering::Relaxed).div_ceil(1024))
    }
}
