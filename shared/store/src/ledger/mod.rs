//! The table `ledger`: small records beside the events.
//!
//! | pk | sk | holds |
//! |---|---|---|
//! | `late#<integration>` | `<stamp>` | when an old event row was about to be written or changed, and when that had been pushed; expires |
//! | `cross_integration#<integration>` | `<time>#<order>` | an order that an event of another integration has changed; expires |
//! | `cost#<integration>` | `<sku>#<from>` | what a unit costs from a time on; `#` and `%` of the SKU percent-encoded |
//! | `link#<integration>#<place>` | `<integration>#<subject>` | a subject that is to be found there by others |
//! | `redactions#<integration>` | `order#<id>`, `customer#<id>`, `shop` | whose data were redacted, and at whose request |
//! | `redactions#<integration>` | `request#<event id>` | how far a redaction is; expires |
//! | `reconciled#<channel>` | `<integration>` | up to when the channel was asked, and where to go on |
//! | `once#<integration>#<key>` | `-` | the one body for which a one-time proof was used; expires |
//! | `retry#<0 to 3>` | `<time>#<integration>#<event>` | an event that is tried again by itself at that time |
//! | `due#events`, `due#orders` | `<slot>#<integration>` | a minute of events, or a quarter hour of orders, to roll up |
//! | `pushed#<integration>` | `<minute>#<stamp>` | how long after receipt a batch's events were pushed; expires |
//! | `rollup#<integration>` | `m#`, `h#`, `d#`, `o#` and `<slot>` | what a minute, hour or day of events, or a day of orders, comes to; expires |
//! | `progress#rollup` | `-` | when the last run began that rolled up all that was due |

mod costs;
mod cross_integration_changes;
mod dirty_buckets;
mod late_changes;
mod links;
mod nonces;
mod progress;
mod push_times;
mod reconcile_checkpoints;
mod redactions;
mod retries;
mod rollups;

pub use costs::{CostCursor, Costs, MAX_COSTS, SkuCost};
pub use cross_integration_changes::CrossIntegrationChanges;
pub use dirty_buckets::{DirtyBucket, DirtyBucketKind, DirtyBuckets, DirtyMark};
pub use late_changes::LateChangeMarkers;
pub use links::{Links, SubjectKey};
pub use nonces::{NonceStore, Used};
pub use progress::RollupProgress;
pub use push_times::{PUSH_TIMES_HOLD_MS, PushTimes};
pub use reconcile_checkpoints::{ReconcileCheckpoint, ReconcileCheckpoints, Unfinished};
pub use redactions::{Progress, Redacted, Redactions};
pub use retries::{DueRetry, Retries};
pub use rollups::{DAYS, HOURS, Held, MINUTES, ORDER_DAYS, Rollups, Series};

const TABLE: &str = "ledger";
