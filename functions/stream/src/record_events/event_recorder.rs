//! Marks the changes that a catch-up would miss, then writes the event row.

use std::collections::BTreeSet;

use domain::event_summary::EventSummary;
use domain::live::ResumeWindow;
use live::push::LateChangeMarker;
use runtime::environment::ConfigError;
use store::Store;
use store::StoreError;
use store::event_writer::EventWriter;
use store::ledger::CrossIntegrationChanges;
use types::concurrency::bounded;
use types::time::Clock;

use super::event_row::{event, names_order};
use super::log_line::log_processed;
use crate::batch_item_failures::{BatchItemFailures, StepResult};
use crate::delivery_record::{DeliveryRecord, DeliveryState};

const MAX_CONCURRENT_WRITES: usize = 16;

/// Writes event rows.
pub(crate) struct EventRecorder {
    event_writer: EventWriter,
    cross_integration_changes: CrossIntegrationChanges,
    window: ResumeWindow,
    clock: Clock,
}

impl EventRecorder {
    /// A recorder on the tables of `store`.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub(crate) fn new(store: &Store, window: ResumeWindow, clock: Clock) -> Result<Self, ConfigError> {
        Ok(Self {
            event_writer: store.event_writer()?,
            cross_integration_changes: store.cross_integration_changes()?,
            window,
            clock,
        })
    }

    /// Writes the events of these records; gives them as they are in the table then.
    pub(crate) async fn record_all(
        &self,
        records: &[DeliveryRecord],
        late_changes: &LateChangeMarker<'_>,
    ) -> StepResult<Vec<EventSummary>> {
        let writes: Vec<_> = records.iter().map(|record| self.record(record, late_changes)).collect();
        let (mut events, mut failures) = (Vec::new(), Vec::new());
        for (record, result) in records.iter().zip(bounded(MAX_CONCURRENT_WRITES, writes).await) {
            match result {
                Ok(event) => events.push(event),
                Err(error) => failures.push(BatchItemFailures::record(record.position, &error)),
            }
        }
        StepResult { output: events, failures: failures.into_iter().collect() }
    }

    /// Writes the event of a record; gives it as it is in the table then. Markers are written before it, so that a client
    /// that catches up in between finds either the event or the marker.
    ///
    /// # Errors
    /// [`StoreError`]: the record has to be sent again.
    pub(crate) async fn record(
        &self,
        record: &DeliveryRecord,
        late_changes: &LateChangeMarker<'_>,
    ) -> Result<EventSummary, StoreError> {
        let now = self.clock.now();
        let delivery = &record.delivery;
        let own = &delivery.key.integration;
        let is_late = delivery.received_at.plus_millis(self.window.max_unmarked_delay_ms()) < now;
        let event = event(record, now);
        // A catch-up does not find an order that no event names, or that only a late event names. The order may belong
        // to another integration.
        let missed_orders = record.changed_orders.iter().filter(|order| is_late || !names_order(&event, order));
        let mut late_integrations: BTreeSet<_> = missed_orders.map(|order| &order.integration).collect();
        late_integrations.extend(is_late.then_some(own));
        for integration in late_integrations {
            late_changes.mark(integration).await?;
        }
        // Members of the orders' integrations may not be allowed to see the event.
        let of_others = record.changed_orders.iter().filter(|order| order.integration != *own);
        let of_others = of_others.map(|order| (&order.integration, order.subject.id())).collect();
        self.cross_integration_changes.record(&of_others, now).await?;
        let summary = match record.state {
            DeliveryState::BodyRedacted => self.event_writer.record_without_body(&event).await?,
            _ => self.event_writer.record(&event).await?,
        };
        log_processed(record, &summary);
        Ok(summary)
    }
}
