//! One invocation: a batch of stream records.
//!
//! Nothing relies on the order of two deliveries, so subjects are folded side by side. Errors of a delivery become its
//! failed event; only trouble with DynamoDB fails the batch, from the lowest failed sequence number on.

use std::collections::{BTreeMap, BTreeSet};

use aws_config::SdkConfig;
use aws_lambda_events::event::dynamodb::{Event, EventRecord};
use aws_lambda_events::event::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use aws_sdk_dynamodb::Client;
use domain::event_summary::{EventSummary, Status};
use domain::live::ResumeWindow;
use domain::state::Change;
use domain::subject::Kind;
use live::push::{Changes, LateChangeMarker, Pushed, Pusher};
use runtime::environment::{ConfigError, Environment};
use store::StoreError;
use store::deliveries::{DeliveryReader, DeliveryRow};
use store::event_writer::EventWriter;
use store::integrations::IntegrationFinder;
use store::ledger::{Costs, CrossIntegrationChanges, DirtyBuckets, LateChangeMarkers, Links, PushTimes, SubjectKey};
use store::states::States;
use store::stream_record;
use tracing::{error, info, warn};
use types::concurrency::bounded;
use types::time::Clock;

use crate::event::{event, is_named};
use crate::folding::{Outcome, fold_all};
use crate::joins::Joins;
use crate::normalize::Task;
use crate::redaction::{Pass, Ran, Redaction};
use crate::settings::BatchSettings;
use crate::statistics_recorder::{StatisticsRecorder, Written};

/// How many rows are worked on at once.
const AT_ONCE: usize = 16;

/// What the function needs.
pub(crate) struct Processor {
    deliveries: DeliveryReader,
    states: States,
    links: Links,
    costs: Costs,
    integrations: IntegrationFinder,
    event_writer: EventWriter,
    late_changes: LateChangeMarkers,
    cross_integration_changes: CrossIntegrationChanges,
    window: ResumeWindow,
    redaction: Redaction,
    pusher: Pusher,
    tally: StatisticsRecorder,
    clock: Clock,
}

impl Processor {
    /// On the tables that `environment` names.
    pub(crate) fn new(
        environment: &Environment,
        client: &Client,
        aws: &SdkConfig,
        clock: Clock,
    ) -> Result<Self, ConfigError> {
        Ok(Self {
            deliveries: DeliveryReader::new(client.clone(), environment)?,
            states: States::new(client.clone(), environment)?,
            links: Links::new(client.clone(), environment)?,
            costs: Costs::new(client.clone(), environment)?,
            integrations: IntegrationFinder::new(client.clone(), environment)?,
            event_writer: EventWriter::new(client.clone(), environment)?,
            late_changes: LateChangeMarkers::new(client.clone(), environment)?,
            cross_integration_changes: CrossIntegrationChanges::new(client.clone(), environment)?,
            window: live::resume_window(environment)?,
            redaction: Redaction::new(client, environment)?,
            pusher: Pusher::new(environment, client, aws, clock.clone())?,
            tally: StatisticsRecorder::new(
                DirtyBuckets::new(client.clone(), environment)?,
                PushTimes::new(client.clone(), environment)?,
                clock.clone(),
            ),
            clock,
        })
    }

    /// Processes a batch and says from where on it is to be sent again, if at all.
    pub(crate) async fn process(&self, batch: Event) -> DynamoDbEventResponse {
        let sequence_numbers: Vec<_> =
            batch.records.iter().map(|record| record.change.sequence_number.clone()).collect();
        let mut failed = Failed::default();
        let mut tasks = self.tasks(batch.records, &mut failed).await;
        let mut changes = Changes::default();
        let notes = LateChangeMarker::new(&self.late_changes, &self.clock);
        let settings = BatchSettings::new(&self.integrations);
        let Self { links, costs, states, clock, .. } = self;
        let joins = Joins { links, costs, states, settings: &settings, notes: &notes, clock };
        let done = self.fold_all(&joins, &mut tasks, &mut changes, &mut failed).await;
        self.record_all(&tasks, &done.undone, &notes, &mut changes, &mut failed).await;
        // What is done is pushed even if the rest failed: the next try pushes it again, which does no harm.
        self.publish(changes, &notes, &mut failed).await;
        // Last, since it may take seconds: nobody else's change has to wait to be seen.
        let changes = Box::pin(self.redact_all(&joins, &mut tasks, &done, &mut failed)).await;
        self.publish(changes, &notes, &mut failed).await;
        // What failed comes again, and is pushed then.
        if failed.lowest.is_none() {
            notes.end().await;
        }
        response(failed.lowest.and_then(|position| sequence_numbers.into_iter().nth(position).flatten()))
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
        let Some(row) = stream_record::delivery(record)? else { return Ok(None) };
        let metadata = row.metadata();
        match self.body(&row).await {
            Ok(Some(body)) => Ok(Some(Task::new(position, metadata, &body))),
            Ok(None) => Ok(Some(Task::without_body(position, metadata))),
            // It will be as unreadable at the next try: a person has to look at it, and nobody else has to wait.
            Err(StoreError::Unreadable { detail, .. }) => Ok(Some(Task::unreadable(position, metadata, &detail))),
            Err(error) => Err(error),
        }
    }

    /// The body of a row, or what a redaction has left of it since the record was made: its parts are gone then.
    async fn body(&self, row: &DeliveryRow) -> Result<Option<Vec<u8>>, StoreError> {
        let read = self.deliveries.body(row).await;
        if !matches!(read, Err(StoreError::Unreadable { .. })) {
            return read;
        }
        match self.deliveries.head(&row.metadata().key).await? {
            Some(now) if now.is_redacted() || now.is_half_redacted() => self.deliveries.body(&now).await,
            _ => read,
        }
    }

    /// Pushes what was written, then notes it for statistics.
    async fn publish(&self, changes: Changes, notes: &LateChangeMarker<'_>, failed: &mut Failed) {
        let written = Written::of(changes.events(), changes.orders());
        let mut pushed = Pushed::default();
        if let Err(error) = self.push(&changes, notes, &mut pushed).await {
            failed.at(0, &error);
        }
        if let Err(error) = self.tally.note(written, &pushed).await {
            failed.at(0, &error);
        }
    }

    /// Pushes what was written; adds to `pushed` what reached somebody. A gap holds of the time before its cursor only what
    /// was processed shortly before, so a push that is not over soon after that is noted, and done once more: whoever was
    /// not live at its first look sees the note, or is live at the second one. It may be the push of a batch that comes again.
    async fn push(
        &self,
        changes: &Changes,
        notes: &LateChangeMarker<'_>,
        pushed: &mut Pushed,
    ) -> Result<(), StoreError> {
        let prompt_until = changes.written_from().map(|at| at.plus_millis(self.window.push_deadline_ms()));
        let is_late = || prompt_until.is_some_and(|until| until < self.clock.now());
        if !is_late() {
            self.pusher.push(changes, pushed).await?;
            if !is_late() {
                return Ok(());
            }
        }
        for integration in changes.integrations() {
            notes.note(integration).await?;
        }
        self.pusher.push(changes, pushed).await
    }

    /// Folds what the tasks change. A change that cannot be applied fails its task's event.
    async fn fold_all(
        &self,
        joins: &Joins<'_>,
        tasks: &mut [Task],
        changes: &mut Changes,
        failed: &mut Failed,
    ) -> Done {
        let Outcome { orders, failed: not_applied, undone, belongs_to, orders_of } =
            Box::pin(fold_all(joins, tasks)).await;
        orders.into_iter().for_each(|order| changes.add_order(order));
        for (number, failure) in not_applied {
            if let Some(task) = tasks.get_mut(number) {
                task.fail_to_apply(failure);
            }
        }
        for (number, orders) in orders_of {
            if let Some(task) = tasks.get_mut(number) {
                task.orders = orders;
            }
        }
        for (number, error) in &undone {
            failed.at(tasks.get(*number).map_or(0, |task| task.position), error);
        }
        Done { undone: undone.into_keys().collect(), belongs_to }
    }

    /// Redacts what is on the list, and what requests name; gives what that has changed.
    async fn redact_all(&self, joins: &Joins<'_>, tasks: &mut [Task], done: &Done, failed: &mut Failed) -> Changes {
        // What a pass changes is not as new as the events of its requests.
        let mut changes = Changes::since(self.clock.now());
        let pass = Pass::new(&self.redaction, joins);
        let written = recorded_first(tasks, &done.undone).collect();
        for (number, error) in Box::pin(pass.obey(&written, &done.belongs_to)).await {
            failed.at(tasks.get(number).map_or(0, |task| task.position), &error);
        }
        for task in tasks.iter_mut() {
            match Box::pin(self.redact_for(&pass, task, joins.notes)).await {
                Ok(line) => line.into_iter().for_each(|line| changes.add_event(line)),
                Err(error) => failed.at(task.position, &error),
            }
        }
        let (orders, events) = pass.changed();
        orders.into_iter().for_each(|order| changes.add_order(order));
        events.into_iter().for_each(|event| changes.add_event(event));
        changes
    }

    /// Does what a request for redaction asks for, and writes its event.
    async fn redact_for(
        &self,
        pass: &Pass<'_>,
        task: &mut Task,
        notes: &LateChangeMarker<'_>,
    ) -> Result<Option<EventSummary>, StoreError> {
        let Some(request) = task.redaction() else { return Ok(None) };
        let told = match pass.run(&task.delivery, request).await? {
            Ran::Done(count) => Ok(format!("; done, {count} deliveries redacted")),
            Ran::GoesOn(count) => Ok(format!("; {count} deliveries redacted so far")),
            Ran::Refused(refusal) => Err(refusal),
        };
        match (told, &mut task.meaning) {
            (Ok(told), Ok(normalized)) => normalized.summary.push_str(&told),
            (Err(refusal), meaning) => *meaning = Err(refusal),
            _ => {}
        }
        self.record(task, notes).await.map(Some)
    }

    /// Writes the events of all tasks but those that were not folded, and those that ask for a redaction.
    async fn record_all(
        &self,
        tasks: &[Task],
        undone: &BTreeSet<usize>,
        notes: &LateChangeMarker<'_>,
        changes: &mut Changes,
        failed: &mut Failed,
    ) {
        let folded: Vec<_> = recorded_first(tasks, undone).map(|(_, task)| task).collect();
        let records: Vec<_> = folded.iter().map(|task| self.record(task, notes)).collect();
        for (task, outcome) in folded.iter().zip(bounded(AT_ONCE, records).await) {
            match outcome {
                Ok(line) => changes.add_event(line),
                Err(error) => failed.at(task.position, &error),
            }
        }
    }

    /// Writes the event row; what its gap cannot tell is noted first, so that no resume can miss both.
    async fn record(&self, task: &Task, notes: &LateChangeMarker<'_>) -> Result<EventSummary, StoreError> {
        let now = self.clock.now();
        let delivery = &task.delivery;
        let is_late = delivery.received_at.plus_millis(self.window.max_unmarked_delay_ms()) < now;
        let event = event(task, now);
        // Orders that no event names, or only a late one, may be of other integrations.
        let unnamed = task.orders.iter().filter(|order| is_late || !is_named(order, &event));
        let mut unseen: BTreeSet<_> = unnamed.map(|order| &order.integration).collect();
        unseen.extend(is_late.then_some(&delivery.key.integration));
        for integration in unseen {
            notes.note(integration).await?;
        }
        // Who may see these may not be told of the event.
        let cross_integration = task.orders.iter().filter(|order| order.integration != delivery.key.integration);
        let cross_integration = cross_integration.map(|order| (&order.integration, order.subject.id())).collect();
        self.cross_integration_changes.note(&cross_integration, now).await?;
        let line = if task.is_without_body {
            self.event_writer.record_without_body(&event).await?
        } else {
            self.event_writer.record(&event).await?
        };
        log(task, &line);
        Ok(line)
    }
}

/// The tasks whose events are written at once, by their numbers: neither those that come again, nor those that ask for a
/// redaction, which have to be done first.
fn recorded_first<'a>(tasks: &'a [Task], undone: &BTreeSet<usize>) -> impl Iterator<Item = (usize, &'a Task)> {
    tasks.iter().enumerate().filter(|(number, task)| !undone.contains(number) && task.redaction().is_none())
}

fn log(task: &Task, line: &EventSummary) {
    let integration = &line.integration;
    let topic = if line.topic.is_empty() { "without a topic" } else { &line.topic };
    match line.status {
        Status::Failed => {
            let unknown = if task.is_without_body { "redacted" } else { "unknown" };
            let reason = task.meaning.as_ref().err().map_or(unknown, |error| error.code);
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

/// What became of a batch's tasks.
struct Done {
    /// Those that DynamoDB kept from being done: their events are written when the record comes again.
    undone: BTreeSet<usize>,
    /// The orders to which something belongs that tasks have changed.
    belongs_to: BTreeMap<SubjectKey, BTreeSet<usize>>,
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
fn response(sequence_number: Option<String>) -> DynamoDbEventResponse {
    let mut response = DynamoDbEventResponse::default();
    if let Some(number) = sequence_number {
        let mut failure = DynamoDbBatchItemFailure::default();
        failure.item_identifier = Some(number);
        response.batch_item_failures.push(failure);
    }
    response
}

#[cfg(test)]
mod tests;
