//! Failed batches of the deliveries stream: each delivery becomes a failed event, which is retried like any other.

use std::collections::BTreeSet;

use domain::delivery::DeliveryMetadata;
use domain::event_summary::{EventSummary, Status};
use domain::retry_backoff::next_retry;
use domain::statistics::BucketSize;
use serde::Serialize;
use store::StoreError;
use store::event_writer::EventWriter;
use store::events::Event;
use store::ledger::{DirtyBucket, DirtyBucketKind, DirtyBucketMarker, DirtyBuckets};
use store::replays::Replays;
use tokio::time::Instant;
use tracing::{error, warn};
use types::concurrency::bounded;
use types::event_id::EventIds;
use types::time::{Clock, Time};

use crate::event_publisher::EventPublisher;
use crate::failed_batch::{FailedBatch, FailedDelivery};
use crate::s3_bucket::{S3Bucket, S3Error, StoredObject};

/// The error of an event whose batch failed.
const BATCH_FAILED: &str = "batch_failed: the batch that contains its delivery failed until AWS stopped retrying";
/// Its code: another version of this function may have written another sentence after the code.
const BATCH_FAILED_CODE: &str = "batch_failed";
/// How many events or markers are written at a time.
const MAX_CONCURRENT_WRITES: usize = 16;

/// How many failed batches a run has processed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct BatchCounts {
    /// Objects that were read completely and deleted.
    pub(crate) batches: usize,
    /// Objects that could not be read completely and were set aside.
    pub(crate) set_aside: usize,
    /// Deliveries in all of these objects.
    pub(crate) deliveries: usize,
}

/// Why no more failed batches could be processed. The next run continues.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FailedBatchError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    S3(#[from] S3Error),
}

/// Processes failed batches. The events and markers of a batch are written before its object is deleted: after an
/// interrupted run both are written again, which changes nothing.
pub(crate) struct FailedBatches {
    pub(crate) bucket: S3Bucket,
    pub(crate) event_writer: EventWriter,
    pub(crate) replays: Replays,
    pub(crate) publisher: EventPublisher,
    pub(crate) dirty_buckets: DirtyBuckets,
    pub(crate) ids: EventIds,
    pub(crate) clock: Clock,
}

impl FailedBatches {
    /// Processes the objects of the bucket. Starts none after `deadline`.
    pub(crate) async fn process(&self, deadline: Instant) -> Result<BatchCounts, FailedBatchError> {
        let mut counts = BatchCounts::default();
        for key in self.bucket.keys().await? {
            if Instant::now() >= deadline {
                break;
            }
            match self.process_object(&key, &mut counts).await {
                // Other objects may still be readable.
                Err(FailedBatchError::S3(error)) => {
                    error!(s3.key = key, %error, "failed batch not processed: S3 failed");
                }
                result => result?,
            }
        }
        Ok(counts)
    }

    async fn process_object(&self, key: &str, counts: &mut BatchCounts) -> Result<(), FailedBatchError> {
        let batch = match self.bucket.get(key).await? {
            StoredObject::Missing => return Ok(()),
            StoredObject::TooLarge => None,
            StoredObject::Bytes(bytes) => FailedBatch::parse(&bytes),
        };
        let is_readable = batch.as_ref().is_some_and(|batch| batch.unreadable_records == 0);
        let deliveries = batch.map(|batch| batch.deliveries).unwrap_or_default();
        let is_complete = self.record_all(&deliveries).await? && is_readable;
        counts.deliveries += deliveries.len();
        if is_complete {
            warn!(s3.key = key, deliveries = deliveries.len(), "failed batch recorded as failed events");
            self.bucket.delete(key).await?;
            counts.batches += 1;
        } else {
            error!(s3.key = key, "failed batch is not completely readable; its object moves under unreadable/");
            self.bucket.set_aside(key).await?;
            counts.set_aside += 1;
        }
        Ok(())
    }

    /// Writes the events of `deliveries` unless newer ones are stored, pushes them, and marks their minutes as dirty.
    /// Returns whether every event could be written.
    async fn record_all(&self, deliveries: &[FailedDelivery]) -> Result<bool, StoreError> {
        let now = self.clock.now();
        let all_metadata = || deliveries.iter().map(|delivery| &delivery.metadata);
        let integrations = all_metadata().map(|metadata| &metadata.key.integration).collect();
        let markers = self.publisher.mark_late_changes(&integrations).await?;
        let writes = deliveries.iter().map(|delivery| self.record(delivery, now)).collect();
        let summaries = bounded(MAX_CONCURRENT_WRITES, writes).await.into_iter().collect::<Result<Vec<_>, _>>()?;
        let summaries: Vec<_> = summaries.into_iter().flatten().collect();
        let is_complete = summaries.len() == deliveries.len();
        self.publisher.publish(summaries, markers).await?;
        self.mark_dirty(all_metadata().map(minute_of_receipt).collect()).await?;
        Ok(is_complete)
    }

    async fn mark_dirty(&self, minutes: BTreeSet<DirtyBucket>) -> Result<(), StoreError> {
        let marks: Vec<_> =
            minutes.into_iter().map(|due| DirtyBucketMarker { bucket: due, stamp: self.ids.mint().0 }).collect();
        let writes = marks.iter().map(|mark| self.dirty_buckets.mark(mark)).collect();
        bounded(MAX_CONCURRENT_WRITES, writes).await.into_iter().collect()
    }

    /// Writes a delivery's event and returns its stored summary; `None` if an unreadable row is in its place.
    async fn record(&self, delivery: &FailedDelivery, now: Time) -> Result<Option<EventSummary>, StoreError> {
        let event = failed_event(&delivery.metadata, now);
        let result = if delivery.is_without_body {
            self.event_writer.record_without_body(&event).await
        } else {
            self.event_writer.record_unnormalized(&event).await
        };
        let summary = match result {
            Err(error @ StoreError::Unreadable { .. }) => {
                let EventSummary { integration, id, .. } = &event.summary;
                error!(%integration, event.id = %id, %error, "event not marked as failed: its row is unreadable");
                return Ok(None);
            }
            result => result?,
        };
        if needs_replay(delivery, &summary) {
            self.request_replay(&delivery.metadata, now).await?;
        }
        Ok(Some(summary))
    }

    /// Requests a replay, unless one was requested since, or all automatic retries are used up.
    async fn request_replay(&self, delivery: &DeliveryMetadata, now: Time) -> Result<(), StoreError> {
        if !self.replays.retry_within_limit(delivery, now).await? {
            error!(
                integration = %delivery.key.integration, event.id = %delivery.event_id,
                "steps after the event was written failed in every retry; replay the event to repeat them"
            );
        }
        Ok(())
    }
}

/// Whether the stream had written the delivery's event and failed in a later step: push, markers, redaction. Only a
/// replay repeats these steps. If the event has a time for its retry, the retry repeats them.
fn needs_replay(delivery: &FailedDelivery, summary: &EventSummary) -> bool {
    !delivery.is_without_body && summary.next_retry_at.is_none() && summary.error_code() != Some(BATCH_FAILED_CODE)
}

/// The minute of the time in the event id: `rollup` reads events by their ids.
fn minute_of_receipt(delivery: &DeliveryMetadata) -> DirtyBucket {
    let slot = BucketSize::Minute.floor(delivery.event_id.received_at());
    DirtyBucket { kind: DirtyBucketKind::Events, start: slot, integration: delivery.key.integration.clone() }
}

fn failed_event(delivery: &DeliveryMetadata, now: Time) -> Event {
    let line = EventSummary {
        id: delivery.event_id,
        integration: delivery.key.integration.clone(),
        source: delivery.channel,
        shop_domain: delivery.account.clone(),
        topic: delivery.topic.clone(),
        subject: None,
        status: Status::Failed,
        payload_summary: "Stored, but not processed yet".to_owned(),
        received_at: delivery.received_at,
        occurred_at: None,
        processed_at: now,
        error: Some(BATCH_FAILED.to_owned()),
        attempt: delivery.retries,
        next_retry_at: next_retry(delivery.retries, now),
        rev: 0,
    };
    Event { summary: line, delivery_id: delivery.key.id.clone(), replays: delivery.replays, orders: Vec::new() }
}
