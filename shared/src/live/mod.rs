//! Live clients: the frames that they get, and API Gateway's way of sending them.

mod frame;
#[cfg(feature = "push")]
mod management;

pub use frame::{Frames, Resumed, Shown, error_frame};
#[cfg(feature = "push")]
pub use management::{Delivered, ManagementApi};

/// How far behind a cursor a resume reads, in milliseconds, and from which age on a change of an event row counts as
/// late: a minute, which is more than clocks and invocations drift apart in practice.
pub const RESUME_WINDOW_MS: i64 = 60_000;
