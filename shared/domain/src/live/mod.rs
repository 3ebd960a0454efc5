//! Live updates, the filters of live clients, and how far before its cursor a catch-up reads.

mod filter;
mod live_update;
mod resume_window;

pub use filter::{Filter, FilterTooLarge};
pub use live_update::LiveUpdate;
pub use resume_window::ResumeWindow;
