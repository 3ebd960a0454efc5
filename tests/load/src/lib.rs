//! Load and fault scenarios against a running stack, and their reports. The end-to-end tests run smaller ones.

mod arrivals;
pub mod disconnects;
pub mod fan_out;
mod listener;
pub mod minimal_order;
mod percentiles;
pub mod reordering;
pub mod replays;
mod report;
mod senders;
pub mod throughput;
mod traffic;
mod users;

use clap::ValueEnum;

/// The transport of a live connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LiveTransport {
    /// WebSocket frames.
    Websocket,
    /// Server-sent events.
    Sse,
}

impl LiveTransport {
    /// What one message of the transport is called.
    fn message_name(self) -> &'static str {
        match self {
            Self::Websocket => "frames",
            Self::Sse => "events of the stream",
        }
    }
}
