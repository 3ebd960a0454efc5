//! One shard: a reader that deals out records, and the lanes that hand them to the function.

use std::sync::Arc;

use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::checkpoint::Position;
use super::lane::Lane;
use super::mapping::Wiring;
use super::progress::Progress;
use super::reader::{self, End};

/// What the reader and the lanes of one shard share.
pub(super) struct Shard {
    pub(super) id: String,
    pub(super) progress: Progress,
    pub(super) wiring: Arc<Wiring>,
}

impl Shard {
    pub(super) fn new(id: &str, wiring: Arc<Wiring>) -> Self {
        let settings = &wiring.settings;
        let (records, bytes) = (settings.records_ahead, settings.bytes_ahead);
        let progress = Progress::new(id, wiring.checkpoint.clone(), records, bytes);
        Self { id: id.to_owned(), progress, wiring }
    }

    /// Works on the shard until it is closed and done, or until the mapping stops.
    pub(super) async fn run(self) {
        let shard = Arc::new(self);
        let mut lanes = JoinSet::new();
        // Without a bound of their own: the shard's progress bounds what is in all of them together.
        let queues: Vec<_> = (0..shard.wiring.settings.lanes.max(1))
            .map(|_| {
                let (queue, records) = mpsc::unbounded_channel();
                lanes.spawn(Lane::new(shard.clone(), records).run());
                queue
            })
            .collect();
        let end = reader::read(&shard, &queues).await;
        drop(queues);
        let mut all_done = end == End::ShardClosed;
        while let Some(lane) = lanes.join_next().await {
            all_done &= lane.inspect_err(|error| tracing::error!(%error, "a lane of the stream broke")).is_ok();
        }
        if all_done && !shard.wiring.stop.is_cancelled() {
            tracing::info!(stream.shard = %shard.id, "a shard of the stream is closed and done");
            shard.wiring.checkpoint.set(&shard.id, Position::Ended);
        }
    }
}
