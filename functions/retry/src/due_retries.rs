//! Events whose retry is due: requests one replay of each and deletes its retry marker.

use std::collections::BTreeSet;

use domain::event_summary::EventSummary;
use serde::Serialize;
use store::StoreError;
use store::events::{Event, EventLog, EventReader};
use store::ledger::{DueRetry, Retries};
use store::replays::{ReplayResult, Replays};
use tokio::time::Instant;
use tracing::{error, info};
use types::concurrency::bounded;
use types::time::{Clock, Time};

use crate::event_publisher::EventPublisher;

/// How many retry markers one query reads of each partition.
const MARKERS_PER_PARTITION: i32 = 200;
/// How many events are retried at a time.
const MAX_CONCURRENT_RETRIES: usize = 16;
/// The error of an event that is not retried, because its delivery has expired.
const DELIVERY_GONE: &str = "delivery_gone: its delivery is no longer kept, so it cannot be retried";
/// Its code: another version of this function may have written another sentence after the code.
const DELIVERY_GONE_CODE: &str = "delivery_gone";

/// The number of due retries, by outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct RetryCounts {
    /// Replays that were requested.
    pub(crate) retried: usize,
    /// Stale markers: the event is processed, or was replayed after the marker was written.
    pub(crate) stale: usize,
    /// Events whose delivery has expired.
    #[serde(rename = "gone")]
    pub(crate) expired: usize,
}

/// The outcome of one retry marker.
enum RetryOutcome {
    Requested,
    Stale,
    DeliveryExpired,
    /// The deadline passed first; the marker stays.
    NotAttempted,
}

/// Retries events that are due. A marker is deleted last: after an interrupted run it is still there, and the next run
/// finds that the replay was already requested.
pub(crate) struct DueRetries {
    pub(crate) retries: Retries,
    pub(crate) reader: EventReader,
    pub(crate) replays: Replays,
    pub(crate) events: EventLog,
    pub(crate) publisher: EventPublisher,
    pub(crate) clock: Clock,
}

impl DueRetries {
    /// Retries all events that are due at `due_at`, the oldest first. Starts no retry after `deadline`.
    pub(crate) async fn run(&self, due_at: Time, deadline: Instant) -> Result<RetryCounts, StoreError> {
        let mut counts = RetryCounts::default();
        // This ends: each iteration deletes its markers, fails, or reaches the deadline.
        while Instant::now() < deadline {
            let markers = self.retries.due(due_at, MARKERS_PER_PARTITION).await?;
            if markers.is_empty() {
                break;
            }
            let retries = markers.iter().map(|marker| self.retry(marker, deadline)).collect();
            for outcome in bounded(MAX_CONCURRENT_RETRIES, retries).await {
                match outcome? {
                    RetryOutcome::Requested => counts.retried += 1,
                    RetryOutcome::Stale => counts.stale += 1,
                    RetryOutcome::DeliveryExpired => counts.expired += 1,
                    RetryOutcome::NotAttempted => {}
                }
            }
        }
        Ok(counts)
    }

    async fn retry(&self, marker: &DueRetry, deadline: Instant) -> Result<RetryOutcome, StoreError> {
        if Instant::now() >= deadline {
            return Ok(RetryOutcome::NotAttempted);
        }
        let outcome = match self.readable_event(marker).await? {
            Some(event) if event.summary.next_retry_at == Some(marker.at) => self.request_replay(&event).await?,
            // An interrupted run may have written this error without publishing it.
            Some(event) if event.summary.error_code() == Some(DELIVERY_GONE_CODE) => self.give_up(&event).await?,
            _ => RetryOutcome::Stale,
        };
        self.retries.remove(marker).await?;
        Ok(outcome)
    }

    /// The event of a marker; `None` if there is none, or its row is unreadable.
    async fn readable_event(&self, marker: &DueRetry) -> Result<Option<Event>, StoreError> {
        match self.reader.get(&marker.integration, marker.event).await {
            // Another attempt would fail the same way, so the event waits for a person.
            Err(error @ StoreError::Unreadable { .. }) => {
                error!(
                    integration = %marker.integration, event.id = %marker.event, %error,
                    "event not retried: its row is unreadable"
                );
                Ok(None)
            }
            event => event,
        }
    }

    async fn request_replay(&self, event: &Event) -> Result<RetryOutcome, StoreError> {
        let summary = &event.summary;
        match self.replays.retry(&event.delivery_key(), event.replays, self.clock.now()).await? {
            Some(ReplayResult::Requested { .. }) => {
                let attempt = summary.attempt + 1;
                info!(integration = %summary.integration, event.id = %summary.id, attempt, "event retried");
                Ok(RetryOutcome::Requested)
            }
            Some(ReplayResult::Gone) => self.give_up(event).await,
            None => Ok(RetryOutcome::Stale),
        }
    }

    /// Writes to the event that it is not retried, and why, and publishes that. If another writer has changed the event
    /// meanwhile, the newer state stays and nothing is published.
    async fn give_up(&self, event: &Event) -> Result<RetryOutcome, StoreError> {
        let summary =
            EventSummary { next_retry_at: None, error: Some(DELIVERY_GONE.to_owned()), ..event.summary.clone() };
        let given_up = Event { summary, ..event.clone() };
        let markers = self.publisher.mark_late_changes(&BTreeSet::from([&event.summary.integration])).await?;
        let updated =
            if given_up == *event { Some(given_up.summary) } else { self.events.update_event(&given_up).await? };
        self.publisher.publish(updated.into_iter().collect(), markers).await?;
        Ok(RetryOutcome::DeliveryExpired)
    }
}
