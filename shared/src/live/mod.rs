//! Live clients: the frames that they get, and API Gateway's way of sending them.

mod answers;
mod filter;
mod frame;
#[cfg(feature = "push")]
mod management;

pub use answers::{auth_frame, error_frame, filter_frame};
pub use filter::{Filter, FilterTooLarge};
pub use frame::{Frames, Resumed, Shown};
#[cfg(feature = "push")]
pub use management::{Delivered, ManagementApi};

/// How far behind a cursor a resume reads, in milliseconds, and from which age on a change of an event row counts as
/// late: a minute, which is more than clocks and invocations drift apart in practice.
pub const RESUME_WINDOW_MS: i64 = 60_000;

/// The largest message of a client, in bytes: a token has up to 8 KB, and all else that is defined is far smaller.
pub const LARGEST_MESSAGE: usize = 10 * 1024;
