//! The event source mapping between a DynamoDB stream and the stream function, with Lambda's rules: filter, batches,
//! workers that keep order per item, the lowest failed sequence number, a retry limit, and an on-failure destination.
//!
//! A mapping finds the stream's shards. Each shard has one reader, which deals records out to workers by item key, and
//! a progress, which knows up to where everything is done; the checkpoint file keeps that for the next start. At
//! least once: after a crash some records are processed again, none is left out.

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
