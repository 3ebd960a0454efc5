//! The step `record events`: writes the event rows of processed deliveries.
//!
//! | file | what it does |
//! |---|---|
//! | `event_recorder.rs` | marks the changes that a catch-up would miss, then writes the row |
//! | `event_row.rs` | the event of a delivery record |
//! | `log_line.rs` | the log line of a processed delivery |

mod event_recorder;
mod event_row;
mod log_line;
#[cfg(test)]
mod tests;

pub(crate) use event_recorder::EventRecorder;
