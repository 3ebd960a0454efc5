//! The number of frames received, and their bytes.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The counters. Clones share them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Traffic(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    frames: AtomicU64,
    bytes: AtomicU64,
}

impl Traffic {
    /// Counts one frame, or one event of a stream, of this many bytes.
    pub(crate) fn record(&self, bytes: usize) {
        self.0.frames.fetch_add(1, Ordering::Relaxed);
        self.0.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// The number of frames so far.
    pub(crate) fn frames(&self) -> u64 {
        self.0.frames.load(Ordering::Relaxed)
    }

    /// Both counters as text; `messages` is what the transport's messages are called.
    pub(crate) fn summary(&self, messages: &str) -> impl fmt::Display {
        format!("{} {messages}, {} KB", self.frames(), self.0.bytes.load(Ordering::Relaxed).div_ceil(1024))
    }
}
