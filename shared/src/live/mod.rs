//! Live clients: the frames that they get, and API Gateway's way of sending them.

mod filter;
mod frame;
#[cfg(feature = "push")]
mod management;
mod responses;
mod resume_window;

pub use filter::{Filter, FilterTooLarge};
pub use frame::{Frames, LiveUpdate, Resumed};
#[cfg(feature = "push")]
pub use management::{Delivered, ManagementApi};
pub use responses::{auth_frame, error_frame, filter_frame};
pub use resume_window::ResumeWindow;

/// The largest message of a client, in bytes: a token has up to 8 KB, and all else that is defined is far smaller.
pub const MAX_MESSAGE_BYTES: usize = 10 * 1024;
