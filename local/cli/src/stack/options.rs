//! What `serve` can be told.

use std::path::PathBuf;

/// How a stack is started.
#[derive(Clone, Debug)]
pub struct Options {
    /// The port of the three APIs; 0 for any free one.
    pub port: u16,
    /// The port of the embedded DynamoDB; 0 for any free one.
    pub dynamodb_port: u16,
    /// Another DynamoDB-compatible endpoint, streams included, instead of the embedded one.
    pub dynamodb: Option<String>,
    /// The folder of everything that is kept; `None` for a temporary one.
    pub data: Option<PathBuf>,
    /// How often a batch of the stream is tried again before it counts as failed for good.
    pub stream_retries: u32,
    /// How far behind its cursor a live client's gap is looked at.
    pub resume_window_seconds: u32,
    /// Whether an empty store gets the demo user and integrations.
    pub demo: bool,
}
