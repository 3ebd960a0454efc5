//! The function `sse`, called as Lambda calls it, with a WebSocket server in the test as its WebSocket API.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod catch_up;
mod live_frames;
mod rejected_requests;
mod resume_message;
mod samples;
mod stream_client;
mod stream_end;
mod websocket_server;
