//! Live clients: the frames that they receive, and the push of frames to their connections through API Gateway.
//!
//! | look for | in |
//! |---|---|
//! | the 32 KB bound of a frame, `MAX_FRAME_BYTES` | `frame.rs` |
//! | the backoff of throttled posts, `POST_BACKOFF_MS` | `management.rs` |
//! | fan-out to connections | [`push`] |
//! | filters, the form of updates, the resume window | `domain::live` |
//! | rate limit of client messages | `store::connections` |
//!
//! Invariant: a connection that was not sent everything is deleted and closed, so that no client's cursor passes an
//! update that the client did not receive. docs/live.md has the proof.

mod frame;
mod management;
pub mod push;
mod responses;
mod resume_window;

pub use frame::{Frames, ResumeResult};
pub use management::{ManagementApi, PostResult};
pub use responses::{auth_frame, error_frame, filter_frame};
pub use resume_window::resume_window;

/// Bound of a client's message: a token has up to 8 KB, and everything else that is defined is far smaller.
pub const MAX_MESSAGE_BYTES: usize = 10 * 1024;
