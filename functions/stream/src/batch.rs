//! One invocation: a batch of stream records.
//!
//! Nothing relies on the order of two deliveries, so orders are folded side by side. Errors of a delivery become its
//! failed event; only trouble with DynamoDB fails the batch, from the lowest failed sequence number on.

use std::collections::HashMap;

use aws_lambda_events::event::dynamodb::{Event, EventRecord};
use aws_lambda_events::event::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use shared::bounded::bounded;
use shared::event_line::{EventLine, Status};
use shared::integration::IntegrationId;
use shared::live::RESUME_WINDOW_MS;
use shared::order::OrderLine;
use shared::store::StoreError;
use shared::store::deliveries::DeliveryReader;
use shared::store::events::EventLog;
use shared::store::ledger::LateChanges;
use shared::store::states::{OrderStates, StoredOrder};
use shared::time::Clock;
use tracing::{error, info, warn};

use crate::event::event;
use crate::fold::fold;
use crate::push::{Changes, Pusher};
use crate::record;
use crate::understanding::Task;

/// How many orders, and how many rows, are worked on at once.
const AT_ONCE: usize = 16;

/// How long it may take until the event row is put, all tries together: it counts as late that much earlier.
const LONGEST_PUT_MS: i64 = 20_000;

/// What the function needs.
pub(crate) struct Processor {
    pub(crate) deliveries: DeliveryReader,
    pub(crate) states: OrderStates,
    pub(crate) events: EventLog,
    pub(crate) late_changes: LateChanges,
    pub(crate) pusher: Pusher,
    pub(crate) clock: Clock,
}

/// The tasks of one order; or one task that changes none.
struct Group {
    order_id: Option<String>,
    tasks: Vec<Task>,
}

impl Processor {
    /// Processes a batch and says from where on it is to be sent again, if at all.
    pub(crate) async fn process(&self, batch: Event) -> DynamoDbEventResponse {
        let sequence_numbers: Vec<_> =
            batch.records.iter().map(|record| record.change.sequence_number.clone()).collect();
        let mut failed = Failed::default();
        let tasks = self.tasks(batch.records, &mut failed).await;
        let mut changes = Changes::default();
        let groups: Vec<_> = groups(tasks).into_iter().map(|group| self.process_group(group)).collect();
        for (position, outcome) in bounded(AT_ONCE, groups).await {
            match outcome {
                Ok((events, order)) => changes.add(events, order),
                Err(error) => failed.at(position, &error),
            }
        }
        // What is done is pushed even if the rest failed: the next try pushes it again, which does no harm.
        if let Err(error) = self.pusher.push(changes).await {
            failed.at(0, &error);
        }
        answer(failed.lowest.and_then(|position| sequence_numbers.into_iter().nth(position).flatten()))
    }

    /// Reads the records, several at once (a large body's parts are fetched here).
    async fn tasks(&self, records: Vec<EventRecord>, failed: &mut Failed) -> Vec<Task> {
        let reads: Vec<_> =
            records.into_iter().enumerate().map(|(position, record)| self.task(position, record)).collect();
        let mut tasks = Vec::new();
        for (position, task) in bounded(AT_ONCE, reads).await.into_iter().enumerate() {
            match task {
                Ok(task) => tasks.extend(task),
                Err(error) => failed.at(position, &error),
            }
        }
        tasks
    }

    async fn task(&self, position: usize, record: EventRecord) -> Result<Option<Task>, StoreError> {
        let Some(row) = record::delivery(record)? else { return Ok(None) };
        let outline = row.outline();
        match self.deliveries.body(&row).await {
            Ok(body) => Ok(Some(Task::new(position, outline, &body))),
            // It will be as unreadable at the next try: a person has to look at it, and nobody else has to wait.
            Err(StoreError::Unreadable { detail, .. }) => Ok(Some(Task::unreadable(position, outline, &detail))),
            Err(error) => Err(error),
        }
    }

    /// Folds the group's order, then writes its events; gives the lowest position beside the outcome.
    async fn process_group(
        &self,
        mut group: Group,
    ) -> (usize, Result<(Vec<EventLine>, Option<OrderLine>), StoreError>) {
        let position = group.tasks.iter().map(|task| task.position).min().unwrap_or_default();
        (position, self.apply(&mut group).await)
    }

    async fn apply(&self, group: &mut Group) -> Result<(Vec<EventLine>, Option<OrderLine>), StoreError> {
        let order = match &group.order_id {
            Some(order_id) => fold(&self.states, order_id, &mut group.tasks).await?,
            None => None,
        };
        let records: Vec<_> = group.tasks.iter().map(|task| self.record(task)).collect();
        let events = bounded(AT_ONCE, records).await.into_iter().collect::<Result<_, _>>()?;
        Ok((events, order.as_ref().and_then(StoredOrder::line)))
    }

    /// Writes the event row; a late one is noted first, so that no resume can miss both.
    async fn record(&self, task: &Task) -> Result<EventLine, StoreError> {
        let now = self.clock.now();
        let delivery = &task.delivery;
        if delivery.received_at.plus_millis(RESUME_WINDOW_MS - LONGEST_PUT_MS) < now {
            self.late_changes.note(&delivery.key.integration, now).await?;
        }
        let line = self.events.record(&event(task, now)).await?;
        log(task, &line);
        Ok(line)
    }
}

fn log(task: &Task, line: &EventLine) {
    let integration = &line.integration;
    let topic = if line.topic.is_empty() { "without a topic" } else { &line.topic };
    match (line.status, task.order_id()) {
        (Status::Failed, _) => {
            let reason = task.meaning.as_ref().err().map_or("unknown", |error| error.word);
            warn!(%integration, event.id = %line.id, reason, "webhook {topic}: not understood");
        }
        (Status::Processed, Some(order_id)) => {
            info!(%integration, event.id = %line.id, "webhook {topic}: upserted order {order_id}")
        }
        (Status::Processed, None) => info!(%integration, event.id = %line.id, "webhook {topic}: kept"),
    }
}

/// Groups tasks by the order that they change, so that the tasks of one batch never conflict with each other.
fn groups(tasks: Vec<Task>) -> Vec<Group> {
    let mut places: HashMap<(IntegrationId, String), usize> = HashMap::new();
    let mut groups: Vec<Group> = Vec::new();
    for task in tasks {
        let Some(order_id) = task.order_id().map(str::to_owned) else {
            groups.push(Group { order_id: None, tasks: vec![task] });
            continue;
        };
        let place = *places.entry((task.delivery.key.integration.clone(), order_id.clone())).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.tasks.push(task),
            None => groups.push(Group { order_id: Some(order_id), tasks: vec![task] }),
        }
    }
    groups
}

/// The lowest position that failed.
#[derive(Default)]
struct Failed {
    lowest: Option<usize>,
}

impl Failed {
    fn at(&mut self, position: usize, error: &StoreError) {
        error!(batch.position = position, %error, "a record was not processed and will be sent again");
        self.lowest = Some(self.lowest.map_or(position, |lowest| lowest.min(position)));
    }
}

/// Lambda goes back to the lowest failed sequence number in any case, so one is named.
fn answer(sequence_number: Option<String>) -> DynamoDbEventResponse {
    let mut response = DynamoDbEventResponse::default();
    if let Some(number) = sequence_number {
        let mut failure = DynamoDbBatchItemFailure::default();
        failure.item_identifier = Some(number);
        response.batch_item_failures.push(failure);
    }
    response
}
