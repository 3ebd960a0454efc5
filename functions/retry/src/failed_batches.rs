//! Batches of the stream that failed for good: their deliveries get failed events, which are tried again like others.

use std::collections::BTreeSet;

use domain::delivery::DeliveryMetadata;
use domain::event_summary::{EventSummary, Status};
use domain::retry_backoff::next_retry;
use domain::statistics::BucketSize;
use serde::Serialize;
use store::StoreError;
use store::event_writer::EventWriter;
use store::events::Event;
use store::ledger::{DirtyBucket, DirtyBucketKind, DirtyBuckets, DirtyMark};
use store::replays::Replays;
use tokio::time::Instant;
use tracing::{error, warn};
use types::concurrency::bounded;
use types::event_id::EventIds;
use types::time::{Clock, Time};

use crate::bucket::{Bucket, BucketError, Held};
use crate::event_publisher::EventPublisher;
use crate::failed_batch::{FailedBatch, FailedDelivery};

/// Why the event of such a delivery is failed.
const BATCH_FAILED: &str = "batch_failed: the batch in which it was processed failed, again and again";
/// How many events are written at once.
const AT_ONCE: usize = 16;

/// What was taken up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct TakenUp {
    /// Objects of the bucket that were read whole and removed.
    pub(crate) batches: usize,
    /// Objects that could not be read whole and were set aside.
    pub(crate) set_aside: usize,
    /// Deliveries in all of them.
    pub(crate) deliveries: usize,
}

/// Why taking up stopped; the next run goes on.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FailedBatchError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Bucket(#[from] BucketError),
}

/// Takes up batches. The events and notes of a batch are written before its object is removed: a run that is cut off
/// does both again, which changes nothing.
pub(crate) struct FailedBatches {
    pub(crate) bucket: Bucket,
    pub(crate) event_writer: EventWriter,
    pub(crate) replays: Replays,
    pub(crate) announcer: EventPublisher,
    pub(crate) dirty_buckets: DirtyBuckets,
    pub(crate) ids: EventIds,
    pub(crate) clock: Clock,
}

impl FailedBatches {
    /// Takes up what is in the bucket, and begins no object from `until` on.
    pub(crate) async fn take_up(&self, until: Instant) -> Result<TakenUp, FailedBatchError> {
        let mut done = TakenUp::default();
        for key in self.bucket.keys().await? {
            if Instant::now() >= until {
                break;
            }
            match self.take_up_one(&key, &mut done).await {
                // One object that is not handed out must not keep the others waiting.
                Err(FailedBatchError::Bucket(trouble)) => {
                    error!(object.key = key, error = %trouble, "a failed batch is left")
                }
                outcome => outcome?,
            }
        }
        Ok(done)
    }

    async fn take_up_one(&self, key: &str, done: &mut TakenUp) -> Result<(), FailedBatchError> {
        let batch = match self.bucket.get(key).await? {
            Held::Gone => return Ok(()),
            Held::TooLarge => None,
            Held::Bytes(bytes) => FailedBatch::read(&bytes),
        };
        let readable = batch.as_ref().is_some_and(|batch| batch.unreadable == 0);
        let deliveries = batch.map(|batch| batch.deliveries).unwrap_or_default();
        let whole = self.record_all(&deliveries).await? && readable;
        done.deliveries += deliveries.len();
        if whole {
            warn!(object.key = key, deliveries = deliveries.len(), "a failed batch was taken up, to be tried again");
            self.bucket.remove(key).await?;
            done.batches += 1;
        } else {
            error!(object.key = key, "a failed batch cannot be read whole; it is set aside under unreadable/");
            self.bucket.set_aside(key).await?;
            done.set_aside += 1;
        }
        Ok(())
    }

    /// Writes the deliveries' events, unless newer outcomes are there, and tells live clients; says whether that was
    /// possible for all. Statistics read the marked minutes anew.
    async fn record_all(&self, deliveries: &[FailedDelivery]) -> Result<bool, StoreError> {
        let now = self.clock.now();
        let outlines = || deliveries.iter().map(|delivery| &delivery.metadata);
        let notes = self.announcer.begin(&outlines().map(|metadata| &metadata.key.integration).collect()).await?;
        let records = deliveries.iter().map(|delivery| self.record(delivery, now)).collect();
        let lines = bounded(AT_ONCE, records).await.into_iter().collect::<Result<Vec<_>, _>>()?;
        let lines: Vec<_> = lines.into_iter().flatten().collect();
        let recorded = lines.len() == deliveries.len();
        self.announcer.announce(lines, notes).await?;
        let minutes: BTreeSet<DirtyBucket> = outlines().map(minute).collect();
        let marks: Vec<_> = minutes.into_iter().map(|due| DirtyMark { due, stamp: self.ids.mint().0 }).collect();
        let marked = bounded(AT_ONCE, marks.iter().map(|mark| self.dirty_buckets.mark(mark)).collect()).await;
        marked.into_iter().collect::<Result<(), _>>()?;
        Ok(recorded)
    }

    /// Writes a delivery's event; `None` where a row stands in its place that nobody can read, now or in a minute.
    async fn record(&self, delivery: &FailedDelivery, now: Time) -> Result<Option<EventSummary>, StoreError> {
        let event = event(&delivery.metadata, now);
        let recorded = if delivery.is_without_body {
            self.event_writer.record_without_body(&event).await
        } else {
            self.event_writer.record_untried(&event).await
        };
        let line = match recorded {
            Err(error @ StoreError::Unreadable { .. }) => {
                let line = &event.line;
                error!(integration = %line.integration, event.id = %line.id, %error, "an event is not failed");
                return Ok(None);
            }
            recorded => recorded?,
        };
        if is_to_be_done_again(delivery, &line) {
            self.ask(&delivery.metadata, now).await?;
        }
        Ok(Some(line))
    }

    /// Has a delivery replayed, as often as a failed event is tried again, unless it has been since.
    async fn ask(&self, delivery: &DeliveryMetadata, now: Time) -> Result<(), StoreError> {
        if !self.replays.retry_in_bounds(delivery, now).await? {
            error!(
                integration = %delivery.key.integration, event.id = %delivery.event_id,
                "what comes behind an event failed, again and again; it may be replayed"
            );
        }
        Ok(())
    }
}

/// Whether the stream had written what became of a delivery, and failed with what comes behind it: pushes, marks,
/// redaction. Nothing else has it done again, if the line names no time.
fn is_to_be_done_again(delivery: &FailedDelivery, line: &EventSummary) -> bool {
    !delivery.is_without_body && line.next_retry_at.is_none() && line.error.as_deref() != Some(BATCH_FAILED)
}

/// The minute of its receipt, by its id, as the rollup reads it.
fn minute(delivery: &DeliveryMetadata) -> DirtyBucket {
    let slot = BucketSize::Minute.floor(delivery.event_id.received_at());
    DirtyBucket { kind: DirtyBucketKind::Events, slot, integration: delivery.key.integration.clone() }
}

/// The event of a delivery whose batch failed.
fn event(delivery: &DeliveryMetadata, now: Time) -> Event {
    let line = EventSummary {
        id: delivery.event_id,
        integration: delivery.key.integration.clone(),
        source: delivery.channel,
        shop_domain: delivery.account.clone(),
        topic: delivery.topic.clone(),
        subject: None,
        status: Status::Failed,
        payload_summary: "A webhook that is stored and not processed yet".to_owned(),
        received_at: delivery.received_at,
        occurred_at: None,
        processed_at: now,
        error: Some(BATCH_FAILED.to_owned()),
        attempt: delivery.retries,
        next_retry_at: next_retry(delivery.retries, now),
        rev: 0,
    };
    Event { line, delivery_id: delivery.key.id.clone(), replays: delivery.replays, orders: Vec::new() }
}
