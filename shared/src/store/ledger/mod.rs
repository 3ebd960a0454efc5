//! The table `ledger`: small records beside the events.
//!
//! | pk | sk | holds |
//! |---|---|---|
//! | `late#<integration>` | `-` | when an old event row was last written or changed |
//! | `link#<integration>#<place>` | `<integration>#<subject>` | a subject that is to be found there by others |
//! | `once#<integration>#<key>` | `-` | the one body for which a one-time proof was used; expires |

mod late_changes;
mod links;
mod one_time;

pub use late_changes::LateChanges;
pub use links::{Links, Party};
pub use one_time::{OneTimeRecords, Used};

const TABLE: &str = "ledger";
