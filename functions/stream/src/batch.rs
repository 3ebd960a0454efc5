//! One invocation: a batch of stream records.
//!
//! Nothing relies on the order of two deliveries, so subjects are projected concurrently. If a delivery cannot be
//! processed, its event fails. Only an error of DynamoDB fails the batch, from the lowest failed sequence number on.

use aws_lambda_events::event::dynamodb::{Event, EventRecord};
use aws_lambda_events::event::streams::DynamoDbEventResponse;
use domain::event_summary::EventSummary;
use domain::live::ResumeWindow;
use domain::state::order::OrderSummary;
use live::ManagementApi;
use live::push::{Changes, LateChangeMarker};
use runtime::environment::ConfigError;
use store::Store;
use store::StoreError;
use store::integrations::IntegrationFinder;
use store::ledger::{Costs, LateChangeMarkers, Links, TiedOrders};
use store::states::States;
use types::concurrency::bounded;
use types::time::Clock;

use crate::batch_item_failures::{BatchItemFailures, BatchPosition, StepResult};
use crate::delivery_record::DeliveryRecord;
use crate::integration_settings::IntegrationSettings;
use crate::latest_time::latest_time;
use crate::normalize::normalize;
use crate::projection::{ProjectedBatch, ProjectionContext, project_batch};
use crate::publish::Publisher;
use crate::read::RecordReader;
use crate::record_events::EventRecorder;
use crate::redaction::Redactor;

/// A body may have 4 MB, and is held until it is normalized.
const MAX_CONCURRENT_READS: usize = 16;

/// Processes batches.
pub(crate) struct Processor {
    reader: RecordReader,
    states: States,
    links: Links,
    costs: Costs,
    integrations: IntegrationFinder,
    late_changes: LateChangeMarkers,
    tied_orders: TiedOrders,
    event_recorder: EventRecorder,
    publisher: Publisher,
    redactor: Redactor,
    clock: Clock,
    latest_time: Clock,
}

impl Processor {
    /// # Errors
    /// [`ConfigError`] if the store lacks a table.
    pub(crate) fn new(
        store: &Store,
        management_api: ManagementApi,
        window: ResumeWindow,
        clock: Clock,
    ) -> Result<Self, ConfigError> {
        let latest_time = latest_time(clock.clone());
        Ok(Self {
            reader: RecordReader::new(store)?,
            states: store.states()?,
            links: store.links()?,
            costs: store.costs()?,
            integrations: store.integration_finder()?,
            late_changes: store.late_change_markers()?,
            tied_orders: store.tied_orders()?,
            event_recorder: EventRecorder::new(store, window, clock.clone())?,
            publisher: Publisher::new(store, management_api, window, clock.clone(), latest_time.clone())?,
            redactor: Redactor::new(store)?,
            clock,
            latest_time,
        })
    }

    /// Processes a batch; responds with the first record from which the batch has to be sent again, if any.
    ///
    /// The order of the steps matters. An event names the orders that its delivery changed, so it is recorded after the
    /// projection. It is pushed after it was recorded, since a client that reconnects catches up from the table.
    /// Processed records are published even if others failed: the next attempt pushes them again, which does no harm.
    /// Redactions come after that, since they may take seconds and search the recorded events. Their changes are published
    /// last.
    pub(crate) async fn process(&self, batch: Event) -> DynamoDbEventResponse {
        let sequence_numbers = batch.records.iter().map(|record| record.change.sequence_number.clone()).collect();
        let late_changes = LateChangeMarker::new(&self.late_changes, &self.latest_time);
        let settings = IntegrationSettings::new(&self.integrations);
        let context = self.projection_context(&settings, &late_changes);

        let StepResult { output: records, failures: unread } = self.read_and_normalize(batch.records).await;
        let StepResult { output: projected, failures: unprojected } = Box::pin(project_batch(&context, records)).await;
        let ProjectedBatch { records, orders, dependent_orders } = projected;

        // The event of a request for a redaction is recorded once the redaction has run.
        let (requests, records): (Vec<_>, Vec<_>) =
            records.into_iter().partition(|record| record.redaction_request().is_some());
        let StepResult { output: events, failures: unrecorded } =
            self.event_recorder.record_all(&records, &late_changes).await;
        let unpublished = self.publisher.publish(&changes(events, orders), &late_changes).await;

        let redacted = self.redactor.redact(&context, &self.event_recorder, &records, &dependent_orders, requests);
        let StepResult { output: redactions, failures: unredacted } = Box::pin(redacted).await;
        let unpublished_redactions = self.publisher.publish(&redactions, &late_changes).await;

        let failures = [unread, unprojected, unrecorded, unpublished, unredacted, unpublished_redactions];
        let failures: BatchItemFailures = failures.into_iter().collect();
        // Otherwise the markers stay open: records that are sent again are published later.
        if failures.is_empty() {
            late_changes.end().await;
        }
        failures.response(sequence_numbers)
    }

    fn projection_context<'a>(
        &'a self,
        settings: &'a IntegrationSettings<'a>,
        late_changes: &'a LateChangeMarker<'a>,
    ) -> ProjectionContext<'a> {
        let Self { states, links, costs, tied_orders, clock, .. } = self;
        ProjectionContext { states, links, costs, settings, late_changes, tied_orders, clock }
    }

    /// Each body is normalized as soon as it is read, and dropped.
    async fn read_and_normalize(&self, records: Vec<EventRecord>) -> StepResult<Vec<DeliveryRecord>> {
        let reads = records.into_iter().enumerate().map(|(position, record)| async move {
            let position = BatchPosition(position);
            match self.reader.read(record).await {
                Ok(Some(delivery)) => Ok(Some(normalize(position, delivery))),
                Ok(None) => Ok(None),
                Err(error) => Err((position, error)),
            }
        });
        let reads: Vec<Result<Option<DeliveryRecord>, (BatchPosition, StoreError)>> =
            bounded(MAX_CONCURRENT_READS, reads.collect()).await;
        let (mut output, mut failures) = (Vec::new(), Vec::new());
        for read in reads {
            match read {
                Ok(record) => output.extend(record),
                Err((position, error)) => failures.push(BatchItemFailures::record(position, &error)),
            }
        }
        StepResult { output, failures: failures.into_iter().collect() }
    }
}

fn changes(events: Vec<EventSummary>, orders: Vec<OrderSummary>) -> Changes {
    let mut changes = Changes::default();
    orders.into_iter().for_each(|order| changes.add_order(order));
    events.into_iter().for_each(|event| changes.add_event(event));
    changes
}
