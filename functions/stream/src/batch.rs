//! One invocation: a batch of stream records.
//!
//! Nothing relies on the order of two deliveries, so subjects are folded side by side. Errors of a delivery become its
//! failed event; only trouble with DynamoDB fails the batch, from the lowest failed sequence number on.

use std::collections::BTreeSet;

use aws_lambda_events::event::dynamodb::{Event, EventRecord};
use aws_lambda_events::event::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use shared::bounded::bounded;
use shared::event_line::{EventLine, Status};
use shared::live::RESUME_WINDOW_MS;
use shared::state::Change;
use shared::store::StoreError;
use shared::store::deliveries::DeliveryReader;
use shared::store::events::EventLog;
use shared::store::integrations::IntegrationFinder;
use shared::store::ledger::{Costs, LateChanges, Links};
use shared::store::states::States;
use shared::subject::Kind;
use shared::time::Clock;
use tracing::{error, info, warn};

use crate::event::event;
use crate::folding::{Outcome, fold_all};
use crate::joins::Joins;
use crate::late::LateNotes;
use crate::push::{Changes, Pushed, Pusher};
use crate::record;
use crate::settings::BatchSettings;
use crate::tally::Tally;
use crate::understanding::Task;

/// How many rows are worked on at once.
const AT_ONCE: usize = 16;

/// How long it may take until the event row is put, all tries together: it counts as late that much earlier.
const LONGEST_PUT_MS: i64 = 20_000;

/// What the function needs.
pub(crate) struct Processor {
    pub(crate) deliveries: DeliveryReader,
    pub(crate) states: States,
    pub(crate) links: Links,
    pub(crate) costs: Costs,
    pub(crate) integrations: IntegrationFinder,
    pub(crate) events: EventLog,
    pub(crate) late_changes: LateChanges,
    pub(crate) pusher: Pusher,
    pub(crate) tally: Tally,
    pub(crate) clock: Clock,
}

impl Processor {
    /// Processes a batch and says from where on it is to be sent again, if at all.
    pub(crate) async fn process(&self, batch: Event) -> DynamoDbEventResponse {
        let sequence_numbers: Vec<_> =
            batch.records.iter().map(|record| record.change.sequence_number.clone()).collect();
        let mut failed = Failed::default();
        let mut tasks = self.tasks(batch.records, &mut failed).await;
        let mut changes = Changes::default();
        let notes = LateNotes::new(&self.late_changes);
        let undone = self.fold_all(&mut tasks, &notes, &mut changes, &mut failed).await;
        self.record_all(&tasks, &undone, &notes, &mut changes, &mut failed).await;
        let written = changes.written();
        // What is done is pushed even if the rest failed: the next try pushes it again, which does no harm.
        let pushed = self.pusher.push(changes).await.unwrap_or_else(|error| {
            failed.at(0, &error);
            Pushed::default()
        });
        if let Err(error) = self.tally.note(written, &pushed).await {
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

    /// Folds what the tasks change. A change that cannot be applied fails its task's event. Gives the tasks that DynamoDB
    /// kept from being done: their events are written when the record comes again.
    async fn fold_all(
        &self,
        tasks: &mut [Task],
        notes: &LateNotes<'_>,
        changes: &mut Changes,
        failed: &mut Failed,
    ) -> BTreeSet<usize> {
        let settings = BatchSettings::new(&self.integrations);
        let Self { links, costs, states, clock, .. } = self;
        let joins = Joins { links, costs, states, settings: &settings, notes, clock };
        let Outcome { orders, failed: not_applied, undone } = Box::pin(fold_all(&joins, tasks)).await;
        orders.into_iter().for_each(|order| changes.add_order(order));
        for (number, failure) in not_applied {
            if let Some(task) = tasks.get_mut(number) {
                task.meaning = Err(failure);
            }
        }
        for (number, error) in &undone {
            failed.at(tasks.get(*number).map_or(0, |task| task.position), error);
        }
        undone.into_keys().collect()
    }

    /// Writes the events of all tasks but those that were not folded.
    async fn record_all(
        &self,
        tasks: &[Task],
        undone: &BTreeSet<usize>,
        notes: &LateNotes<'_>,
        changes: &mut Changes,
        failed: &mut Failed,
    ) {
        let folded: Vec<_> =
            tasks.iter().enumerate().filter(|(number, _)| !undone.contains(number)).map(|(_, task)| task).collect();
        let records: Vec<_> = folded.iter().map(|task| self.record(task, notes)).collect();
        for (task, outcome) in folded.iter().zip(bounded(AT_ONCE, records).await) {
            match outcome {
                Ok(line) => changes.add_event(line),
                Err(error) => failed.at(task.position, &error),
            }
        }
    }

    /// Writes the event row; a late one is noted first, so that no resume can miss both.
    async fn record(&self, task: &Task, notes: &LateNotes<'_>) -> Result<EventLine, StoreError> {
        let now = self.clock.now();
        let delivery = &task.delivery;
        if delivery.received_at.plus_millis(RESUME_WINDOW_MS - LONGEST_PUT_MS) < now {
            notes.note(&delivery.key.integration, now).await?;
        }
        let line = self.events.record(&event(task, now)).await?;
        log(task, &line);
        Ok(line)
    }
}

fn log(task: &Task, line: &EventLine) {
    let integration = &line.integration;
    let topic = if line.topic.is_empty() { "without a topic" } else { &line.topic };
    match line.status {
        Status::Failed => {
            let reason = task.meaning.as_ref().err().map_or("unknown", |error| error.word);
            warn!(%integration, event.id = %line.id, reason, "webhook {topic}: not understood");
        }
        Status::Processed => {
            let done = done(task.changes());
            info!(%integration, event.id = %line.id, "webhook {topic}: {done}");
        }
    }
}

/// What was done, in words.
fn done(changes: &[Change]) -> String {
    match changes {
        [] => "kept".to_owned(),
        [change] => {
            let subject = change.subject();
            let profit = if subject.kind() == Kind::Order { " and recomputed profit" } else { "" };
            format!("upserted {} {}{profit}", subject.kind().name(), subject.id())
        }
        several => format!("upserted {} subjects", several.len()),
    }
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

#[cfg(test)]
mod tests {
    use shared::order::OrderChange;
    use shared::state::shop::Shop;
    use shared::state::{Change, PictureChange};
    use shared::time::Time;

    use super::done;

    #[test]
    fn what_was_done_is_said_as_operators_look_for_it() {
        let at = Time::from_millis(0).unwrap();
        let order = Change::Order(OrderChange::of("123", at));
        let shop = Change::Shop(PictureChange { id: "a.example".into(), at, shown: Shop { uninstalled: true } });
        assert_eq!(done(std::slice::from_ref(&order)), "upserted order 123 and recomputed profit");
        assert_eq!(done(std::slice::from_ref(&shop)), "upserted shop a.example");
        assert_eq!(done(&[order, shop]), "upserted 2 subjects");
        assert_eq!(done(&[]), "kept");
    }
}
