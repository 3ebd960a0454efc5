//! The table `ledger`: small records beside events and states.
//!
//! | pk | sk | holds |
//! |---|---|---|
//! | `late#<integration>` | `<stamp>` | a late-change marker: when an old event row was about to be written or changed, and when the change had been pushed; expires |
//! | `foreign#<integration>` | `<time>#<order>` | an order that an event of another integration changed; expires |
//! | `cost#<integration>` | `<sku>#<from>` | the cost of a unit from a time on; `#` and `%` of the SKU percent-encoded |
//! | `cost#<integration>#uploads` | `-` | the number of the last upload of costs |
//! | `link#<integration>#<join key>` | `<integration>#<subject>` | a subject that others find by the join key |
//! | `redactions#<integration>` | `order#<id>`, `customer#<id>`, `shop` | whose data were redacted, and at whose request |
//! | `redactions#<integration>` | `request#<event id>` | the progress of a redaction; expires |
//! | `reconciled#<channel>` | `<integration>` | the reconcile checkpoint: up to when orders were fetched, and where to continue |
//! | `dedup#<integration>` | `topics#<day>` | hashes of the topics that distinguish deliveries on that day; expires |
//! | `dedup#<integration>#<body hash>` | `ids#<day>` | hashes of the deliveries that event ids distinguished for that body, and the first of them; expires |
//! | `once#<integration>#<key>` | `-` | a nonce and the one body for which it was used; expires |
//! | `retry#<0 to 3>` | `<time>#<integration>#<event>` | an event that is retried automatically at that time |
//! | `due#events`, `due#orders` | `<bucket>#<integration>` | a dirty bucket: a minute of events, or a quarter hour of orders, to roll up |
//! | `pushed#<integration>` | `<minute>#<stamp>` | how long after receipt the events of a batch were pushed; expires |
//! | `rollup#<integration>` | `m#`, `h#`, `d#`, `o#` and `<bucket>` | the rollup of a minute, hour or day of events, or a day of orders; expires |
//! | `tied#<channel>` | `<integration>#<order>` | an order of which two snapshots have one source time: it is fetched; expires |
//! | `progress#rollup` | `-` | when the last run began that rolled up all dirty buckets |

mod costs;
mod cross_integration_changes;
mod dedup_limits;
mod dirty_buckets;
mod late_change_markers;
mod links;
mod nonces;
mod push_times;
mod reconcile_checkpoints;
mod redactions;
mod retries;
mod rollup_progress;
mod rollups;
mod tied_orders;

pub use costs::{CostCursor, Costs, MAX_COSTS, ParseCostCursorError, SkuCost};
pub use cross_integration_changes::CrossIntegrationChanges;
pub use dedup_limits::{DedupLimits, MAX_EVENT_IDS_PER_BODY, MAX_TOPICS_PER_DAY, TopicClaim};
pub use dirty_buckets::{DirtyBucket, DirtyBucketKind, DirtyBucketMarker, DirtyBuckets};
pub use late_change_markers::LateChangeMarkers;
pub use links::{Links, SubjectKey};
pub use nonces::{NonceStore, NonceUse};
pub use push_times::{PUSH_TIMES_COMPLETE_FOR_MS, PushTimes};
pub use reconcile_checkpoints::{ReconcileCheckpoint, ReconcileCheckpoints, UnfinishedWindow};
pub use redactions::{RedactionProgress, RedactionTarget, Redactions};
pub use retries::{DueRetry, Retries};
pub use rollup_progress::RollupProgress;
pub use rollups::{DAY_ROLLUPS, HOUR_ROLLUPS, MINUTE_ROLLUPS, ORDER_DAY_ROLLUPS, RollupSeries, Rollups, StoredRollup};
pub use tied_orders::{TiedOrder, TiedOrders};

const TABLE: &str = "ledger";
