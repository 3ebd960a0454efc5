//! The mapping: finds the stream's shards, starts a task for each, keeps the checkpoint, and stops cleanly.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::{Id, JoinSet};
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use super::checkpoint::{Checkpoint, Position};
use super::on_failure::OnFailure;
use super::settings::Settings;
use super::shard::Shard;
use super::shards;
use super::write_notifier::WriteNotifier;
use crate::lambda::Function;
use crate::ndjson_file::NdjsonFile;

/// The checkpoint's file, in the folder given to [`Mapping::start`].
pub const CHECKPOINT_FILE: &str = "checkpoint.json";

/// The on-failure destination's file, in the same folder.
pub const ON_FAILURE_FILE: &str = "on-failure.ndjson";

/// The interval of the search for new shards, while they are expected: at the start, and after a shard was closed.
const SHARD_POLL_INTERVAL: Duration = Duration::from_secs(1);

/// What all parts of a mapping share.
pub(super) struct MappingContext {
    pub(super) streams: aws_sdk_dynamodbstreams::Client,
    pub(super) stream_arn: String,
    pub(super) function: Function,
    pub(super) settings: Settings,
    pub(super) checkpoint: Arc<Checkpoint>,
    pub(super) on_failure: OnFailure,
    pub(super) notifier: WriteNotifier,
    pub(super) stop: CancellationToken,
}

/// A running mapping. Dropping it stops it at once, like a crash: no record is lost, and some are processed again.
pub struct Mapping {
    context: Arc<MappingContext>,
    task: AbortOnDropHandle<()>,
}

impl Mapping {
    /// Starts to send the stream's records to `function`, from the checkpoint in `folder`, or else from the oldest record.
    /// Errors of the stream are logged and retried; they never end the mapping.
    #[must_use]
    pub fn start(
        streams: aws_sdk_dynamodbstreams::Client,
        stream_arn: &str,
        function: Function,
        folder: &Path,
        settings: Settings,
    ) -> Self {
        let context = Arc::new(MappingContext {
            streams,
            stream_arn: stream_arn.to_owned(),
            function,
            settings,
            checkpoint: Arc::new(Checkpoint::load(folder.join(CHECKPOINT_FILE), stream_arn)),
            on_failure: OnFailure(NdjsonFile::new(folder.join(ON_FAILURE_FILE))),
            notifier: WriteNotifier::new(),
            stop: CancellationToken::new(),
        });
        let task = AbortOnDropHandle::new(tokio::spawn(run(context.clone())));
        Self { context, task }
    }

    /// A handle that makes the mapping read new records at once.
    #[must_use]
    pub fn write_notifier(&self) -> WriteNotifier {
        self.context.notifier.clone()
    }

    /// The on-failure destination.
    #[must_use]
    pub fn failed_batches(&self) -> NdjsonFile {
        self.context.on_failure.0.clone()
    }

    /// Starts no further invocation, waits for the running ones (at most [`Settings::stop_timeout`]), and writes the
    /// checkpoint.
    pub async fn stop(self) {
        self.context.stop.cancel();
        if tokio::time::timeout(self.context.settings.stop_timeout, self.task).await.is_err() {
            tracing::warn!("the stream function is still running; its batch is sent again after the next start");
        }
        save(&self.context.checkpoint);
    }
}

async fn run(context: Arc<MappingContext>) {
    tokio::select! {
        () = work_on_shards(&context) => {}
        () = context.checkpoint.keep_saved() => {}
    }
}

fn save(checkpoint: &Checkpoint) {
    if let Err(error) = checkpoint.save() {
        tracing::warn!(%error, "the stream's last checkpoint could not be written; some records are repeated");
    }
}

/// Runs a task for every readable shard, until the mapping stops and all tasks have ended.
async fn work_on_shards(context: &Arc<MappingContext>) {
    let mut tasks = JoinSet::new();
    let mut shard_of = HashMap::<Id, String>::new();
    // New shards appear only when another one is closed.
    let mut expects_shards = true;
    while !context.stop.is_cancelled() {
        if expects_shards {
            expects_shards = start_readable(context, &mut tasks, &mut shard_of).await == 0;
        }
        tokio::select! {
            () = context.stop.cancelled() => {}
            () = tokio::time::sleep(SHARD_POLL_INTERVAL), if expects_shards => {}
            Some(ended) = tasks.join_next_with_id() => {
                let id = ended.map_or_else(|error| error.id(), |(id, ())| id);
                shard_of.remove(&id);
                expects_shards = true;
            }
        }
    }
    while tasks.join_next().await.is_some() {}
}

/// Starts the readable shards that have no task; returns how many.
async fn start_readable(
    context: &Arc<MappingContext>,
    tasks: &mut JoinSet<()>,
    shard_of: &mut HashMap<Id, String>,
) -> usize {
    let listed = match shards::list(&context.streams, &context.stream_arn).await {
        Ok(listed) => listed,
        Err(reason) => {
            tracing::warn!(%reason, "the stream's shards cannot be listed; retrying");
            return 0;
        }
    };
    context.checkpoint.keep_only(|id| listed.iter().any(|shard| shard.id == id));
    let is_ended = |id: &str| context.checkpoint.position(id) == Some(Position::Ended);
    let mut started = 0;
    for id in shards::readable(&listed, is_ended) {
        if !shard_of.values().any(|running| running == id) {
            let task = tasks.spawn(Shard::new(id, context.clone()).run());
            shard_of.insert(task.id(), id.to_owned());
            started += 1;
        }
    }
    started
}
