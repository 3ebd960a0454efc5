//! Live updates, the filters of live clients, and how far before its cursor a catch-up reads.

mod filter;
mod live_update;
mod resume_window;

pub use filter::{Filter, FilterTooLarge};
pub use live_update::LiveUpdate;
pub use resume_window::ResumeWindow;

/// The code of the error frame that the client of a connection above the connection limit is sent before its connection
/// is closed: of the user's connections the newest stay. The function `sse` passes it on.
pub const TOO_MANY_CONNECTIONS: &str = "too_many_connections";
