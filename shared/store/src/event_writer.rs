//! Writes the outcome of processing a delivery: the event's row, then the schedule of its automatic retry.

use domain::event_summary::EventSummary;

use crate::error::StoreError;
use crate::events::{Event, EventLog};
use crate::ledger::{DueRetry, Retries};

/// Writes events and schedules their retries. Needs PutItem on both tables.
#[derive(Clone, Debug)]
pub struct EventWriter {
    events: EventLog,
    retries: Retries,
}

impl EventWriter {
    pub(crate) fn on(events: EventLog, retries: Retries) -> Self {
        Self { events, retries }
    }

    /// Writes the event as [`EventLog::record`] does, then schedules its retry if the stored event has one. Called
    /// again it changes nothing, except that it writes a schedule that was lost between the two writes.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn record(&self, event: &Event) -> Result<EventSummary, StoreError> {
        self.schedule_retry(self.events.record(event).await?).await
    }

    /// As [`EventLog::record_without_body`].
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn record_without_body(&self, event: &Event) -> Result<EventSummary, StoreError> {
        self.schedule_retry(self.events.record_without_body(event).await?).await
    }

    /// As [`EventLog::record_unnormalized`].
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn record_unnormalized(&self, event: &Event) -> Result<EventSummary, StoreError> {
        self.schedule_retry(self.events.record_unnormalized(event).await?).await
    }

    async fn schedule_retry(&self, summary: EventSummary) -> Result<EventSummary, StoreError> {
        if let Some(at) = summary.next_retry_at {
            let due = DueRetry { at, integration: summary.integration.clone(), event: summary.id };
            self.retries.schedule(&due).await?;
        }
        Ok(summary)
    }
}
