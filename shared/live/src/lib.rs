//! Live clients: the frames that they get, and API Gateway's way of sending them.

mod frame;
mod management;
pub mod push;
mod responses;
mod resume_window;

pub use frame::{Frames, Resumed};
pub use management::{Delivered, ManagementApi};
pub use responses::{auth_frame, error_frame, filter_frame};
pub use resume_window::resume_window;

/// The largest message of a client, in bytes: a token has up to 8 KB, and all else that is defined is far smaller.
pub const MAX_MESSAGE_BYTES: usize = 10 * 1024;
