//! The event source mapping between a DynamoDB stream and the stream function, with Lambda's rules: a filter, batches,
//! partitions that keep the order of each item, the lowest failed sequence number, a retry limit, and an on-failure
//! destination.
//!
//! A mapping finds the stream's shards. Each shard has a reader, which assigns records to partition workers by item key, and
//! a progress, which records up to which record everything is done; the checkpoint file keeps this for the next start.
//! Records are processed at least once: after a crash some are processed again, and none is skipped.

mod batch_result;
mod checkpoint;
mod filter;
mod mapping;
mod on_failure;
mod partition_worker;
mod progress;
mod reader;
mod record_json;
mod settings;
mod shard;
mod shards;
mod streamed_record;
mod write_notifier;

#[cfg(test)]
mod tests;

pub use mapping::{CHECKPOINT_FILE, Mapping, ON_FAILURE_FILE};
pub use settings::Settings;
pub use write_notifier::WriteNotifier;
