//! The options of `serve`.

use std::path::PathBuf;

/// How a stack is started.
#[derive(Clone, Debug)]
pub struct Options {
    /// The port of the three APIs; 0 for any free port.
    pub port: u16,
    /// The port of the embedded DynamoDB; 0 for any free port.
    pub dynamodb_port: u16,
    /// A DynamoDB-compatible endpoint, including streams, instead of the embedded one.
    pub dynamodb: Option<String>,
    /// The data folder; `None` for a temporary one.
    pub data: Option<PathBuf>,
    /// Retries of a batch of the stream before it counts as exhausted.
    pub stream_retries: u32,
    /// How far before its cursor a catch-up starts, in seconds.
    pub resume_window_seconds: u32,
    /// How long a stream of server-sent events lasts at most, in seconds.
    pub sse_seconds: u32,
    /// Whether an empty store gets the demo user and the demo integrations.
    pub demo: bool,
}
