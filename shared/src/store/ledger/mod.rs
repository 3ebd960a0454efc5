//! The table `ledger`: small records beside the events.
//!
//! | pk | sk | holds |
//! |---|---|---|
//! | `late#<integration>` | `-` | when an old event row was last written or changed |
//! | `once#<integration>#<key>` | `-` | the one body for which a one-time proof was used; expires |

mod late_changes;
mod one_time;

pub use late_changes::LateChanges;
pub use one_time::{OneTimeRecords, Used};

const TABLE: &str = "ledger";
