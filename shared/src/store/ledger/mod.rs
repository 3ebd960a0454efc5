//! The table `ledger`: small records beside the events.
//!
//! | pk | sk | holds |
//! |---|---|---|
//! | `late#<integration>` | `-` | when an old event row was last written or changed |
//! | `cost#<integration>` | `<sku>#<from>` | what a unit costs from a time on; `#` and `%` of the SKU percent-encoded |
//! | `link#<integration>#<place>` | `<integration>#<subject>` | a subject that is to be found there by others |
//! | `reconciled#<channel>` | `<integration>` | up to when the channel was asked, and where to go on |
//! | `once#<integration>#<key>` | `-` | the one body for which a one-time proof was used; expires |

mod costs;
mod late_changes;
mod links;
mod one_time;
mod reconciled;

pub use costs::{CostPlace, Costs, MOST_COSTS, SkuCost};
pub use late_changes::LateChanges;
pub use links::{Links, Party};
pub use one_time::{OneTimeRecords, Used};
pub use reconciled::{Mark, Marks, Unfinished};

const TABLE: &str = "ledger";
