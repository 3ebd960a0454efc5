//! The table `ledger`: small records beside the events.
//!
//! | pk | sk | holds |
//! |---|---|---|
//! | `late#<integration>` | `-` | when an old event row was last written or changed |
//! | `cost#<integration>` | `<sku>#<from>` | what a unit costs from a time on; `#` and `%` of the SKU percent-encoded |
//! | `link#<integration>#<place>` | `<integration>#<subject>` | a subject that is to be found there by others |
//! | `redactions#<integration>` | `order#<id>`, `customer#<id>`, `shop` | whose data were redacted, and at whose request |
//! | `redactions#<integration>` | `request#<event id>` | how far a redaction is; expires |
//! | `once#<integration>#<key>` | `-` | the one body for which a one-time proof was used; expires |
//! | `retry#<0 to 3>` | `<time>#<integration>#<event>` | an event that is tried again by itself at that time |

mod costs;
mod late_changes;
mod links;
mod one_time;
mod redactions;
mod retries;

pub use costs::{CostPlace, Costs, MOST_COSTS, SkuCost};
pub use late_changes::LateChanges;
pub use links::{Links, Party};
pub use one_time::{OneTimeRecords, Used};
pub use redactions::{Progress, Redacted, Redactions};
pub use retries::{DueRetry, Retries};

const TABLE: &str = "ledger";
