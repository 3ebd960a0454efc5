//! One shard: a reader that assigns records to partitions, and the workers that send them to the function.

use std::sync::Arc;

use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::checkpoint::Position;
use super::mapping::MappingContext;
use super::partition_worker::PartitionWorker;
use super::progress::Progress;
use super::reader::{self, End};

/// What the reader and the workers of one shard share.
pub(super) struct Shard {
    pub(super) id: String,
    pub(super) progress: Progress,
    pub(super) context: Arc<MappingContext>,
}

impl Shard {
    pub(super) fn new(id: &str, context: Arc<MappingContext>) -> Self {
        let settings = &context.settings;
        let (records, bytes) = (settings.max_unfinished_records, settings.max_unfinished_bytes);
        let progress = Progress::new(id, context.checkpoint.clone(), records, bytes);
        Self { id: id.to_owned(), progress, context }
    }

    /// Processes the shard until it is closed and done, or until the mapping stops.
    pub(super) async fn run(self) {
        let shard = Arc::new(self);
        let mut workers = JoinSet::new();
        // Unbounded: the shard's progress limits the records in all queues together.
        let queues: Vec<_> = (0..shard.context.settings.workers.max(1))
            .map(|_| {
                let (queue, records) = mpsc::unbounded_channel();
                workers.spawn(PartitionWorker::new(shard.clone(), records).run());
                queue
            })
            .collect();
        let end = reader::read(&shard, &queues).await;
        drop(queues);
        let mut all_done = end == End::ShardClosed;
        while let Some(worker) = workers.join_next().await {
            all_done &= worker.inspect_err(|error| tracing::error!(%error, "a partition worker panicked")).is_ok();
        }
        if all_done && !shard.context.stop.is_cancelled() {
            tracing::info!(stream.shard = %shard.id, "a shard of the stream is closed and done");
            shard.context.checkpoint.set(&shard.id, Position::Ended);
        }
    }
}
