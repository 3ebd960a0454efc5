//! What became of deliveries: the event's row, and behind it when the event is tried again by itself.

use domain::event_summary::EventSummary;

use super::StoreError;
use super::events::{Event, EventLog};
use super::ledger::{DueRetry, Retries};

/// Writes events and notes their retries. Needs PutItem on both tables.
#[derive(Clone, Debug)]
pub struct EventWriter {
    events: EventLog,
    retries: Retries,
}

impl EventWriter {
    pub(crate) fn on(events: EventLog, retries: Retries) -> Self {
        Self { events, retries }
    }

    /// Writes the event as [`EventLog::record`] does, then notes its retry if what is in the table has one. Again it
    /// changes nothing, but a note that was lost between the two is written.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn record(&self, event: &Event) -> Result<EventSummary, StoreError> {
        self.noted(self.events.record(event).await?).await
    }

    /// As [`EventLog::record_without_body`].
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn record_without_body(&self, event: &Event) -> Result<EventSummary, StoreError> {
        self.noted(self.events.record_without_body(event).await?).await
    }

    /// As [`EventLog::record_untried`].
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn record_untried(&self, event: &Event) -> Result<EventSummary, StoreError> {
        self.noted(self.events.record_untried(event).await?).await
    }

    async fn noted(&self, line: EventSummary) -> Result<EventSummary, StoreError> {
        if let Some(at) = line.next_retry_at {
            self.retries.note(&DueRetry { at, integration: line.integration.clone(), event: line.id }).await?;
        }
        Ok(line)
    }
}
