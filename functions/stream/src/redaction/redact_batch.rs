//! The step itself: late deliveries of redacted data first, then the requests of the batch.

use std::collections::{BTreeMap, BTreeSet};

use domain::event_summary::EventSummary;
use live::push::Changes;
use runtime::environment::ConfigError;
use store::Store;
use store::StoreError;
use store::ledger::SubjectKey;

use super::late_deliveries::redact_late_deliveries;
use super::request::{RunStatus, run_request};
use super::run::RedactionRun;
use super::stores::RedactionStores;
use crate::batch_item_failures::{BatchItemFailures, BatchPosition, StepResult};
use crate::delivery_record::DeliveryRecord;
use crate::projection::ProjectionContext;
use crate::record_events::EventRecorder;

/// Redacts personal data.
pub(crate) struct Redactor {
    stores: RedactionStores,
}

impl Redactor {
    /// A redactor on the tables of `store`.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub(crate) fn new(store: &Store) -> Result<Self, ConfigError> {
        Ok(Self { stores: RedactionStores::new(store)? })
    }

    /// Redacts those of `recorded` whose data were redacted before, then runs `requests` and records their events; gives
    /// the changed events and orders. `dependent_orders` are the orders that show a subject that the records changed.
    pub(crate) async fn redact(
        &self,
        context: &ProjectionContext<'_>,
        event_recorder: &EventRecorder,
        recorded: &[DeliveryRecord],
        dependent_orders: &BTreeMap<SubjectKey, BTreeSet<BatchPosition>>,
        requests: Vec<DeliveryRecord>,
    ) -> StepResult<Changes> {
        // Some of the changes are written before the events of the requests are recorded.
        let mut changes = Changes::since(context.clock.now());
        let run = RedactionRun::new(&self.stores, context);
        let errors = Box::pin(redact_late_deliveries(&run, recorded, dependent_orders)).await;
        let mut failures: Vec<_> =
            errors.iter().map(|(position, error)| BatchItemFailures::record(*position, error)).collect();
        for request in requests {
            let position = request.position;
            match Box::pin(run_and_record(&run, event_recorder, request)).await {
                Ok(event) => changes.add_event(event),
                Err(error) => failures.push(BatchItemFailures::record(position, &error)),
            }
        }
        let (orders, events) = run.into_changed();
        orders.into_iter().for_each(|order| changes.add_order(order));
        events.into_iter().for_each(|event| changes.add_event(event));
        StepResult { output: changes, failures: failures.into_iter().collect() }
    }
}

/// Runs a request for a redaction, then records its event.
async fn run_and_record(
    run: &RedactionRun<'_>,
    event_recorder: &EventRecorder,
    record: DeliveryRecord,
) -> Result<EventSummary, StoreError> {
    let record = match record.redaction_request() {
        // Not a request: its event is recorded as it is.
        None => record,
        Some(request) => match run_request(run, &record.delivery, request).await? {
            RunStatus::Complete { redacted } => {
                record.with_summary_suffix(&format!("; done, {redacted} deliveries redacted"))
            }
            RunStatus::Continued { redacted } => {
                record.with_summary_suffix(&format!("; {redacted} deliveries redacted so far"))
            }
            RunStatus::Rejected(error) => record.with_rejected_redaction(error),
        },
    };
    event_recorder.record(&record, run.context.late_changes).await
}
