//! An order's history: its deliveries by source time, with what each changed, found by folding them again.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use channels::Context;
use domain::delivery::Delivery;
use domain::event_summary::EventSummary;
use domain::integration::IntegrationId;
use domain::state::{Change, FieldChange, State, StateFields};
use domain::subject::Subject;
use serde::Serialize;
use store::StoreError;
use store::events::Event;
use types::concurrency::bounded;
use types::time::Time;

use crate::dashboard::Dashboard;

/// The most deliveries of a history, and the most fields of one of them that are told.
const MOST: i32 = 100;
const MOST_FIELDS: usize = 50;
/// The most bytes of bodies that are held at once: bodies above it, all together, are told without what they changed.
const MOST_BYTES: usize = 16 * 1024 * 1024;
/// How many rows are read at once.
const AT_ONCE: usize = 8;

/// One delivery of a history.
#[derive(Debug, Serialize)]
pub(super) struct Entry {
    #[serde(flatten)]
    line: EventSummary,
    /// What it changed, by subject and field. Empty for one that changed nothing any more.
    changes: Vec<SubjectChanged>,
    /// How many fields more it changed than are told.
    #[serde(skip_serializing_if = "is_zero")]
    more: usize,
    /// Whether the delivery is still kept, body included: of one that is not nobody can say what it changed.
    kept: bool,
}

#[derive(Debug, Serialize)]
struct SubjectChanged {
    subject: Subject,
    #[serde(flatten)]
    changed: FieldChange,
}

/// The history of an order.
#[derive(Debug, Serialize)]
pub(super) struct History {
    history: Vec<Entry>,
    /// Whether these are all: there may be more deliveries than are read, or some that are no longer kept.
    history_complete: bool,
}

fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// An event, and what its delivery says of which subjects.
struct Told {
    line: EventSummary,
    /// The source time; of what was not understood, when it was received.
    at: Time,
    changes: Vec<Change>,
    kept: bool,
}

impl History {
    /// Of these subjects, which are the order and what belongs to it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub(super) async fn read(dashboard: &Dashboard, subjects: &[(IntegrationId, Subject)]) -> Result<Self, StoreError> {
        let reads =
            subjects.iter().map(|(integration, subject)| dashboard.events.of_subject(integration, subject, MOST));
        let mut events = Vec::new();
        for read in bounded(AT_ONCE, reads.collect()).await {
            events.extend(read?);
        }
        let all_read = events.len() < usize::try_from(MOST).unwrap_or_default();
        // The newest ones, if there are too many of all subjects together.
        events.sort_by_key(|event| std::cmp::Reverse(event.line.id));
        events.truncate(usize::try_from(MOST).unwrap_or_default());
        let mut told = Self::told(dashboard, events).await?;
        told.sort_by_key(|told| (told.at, told.line.id));
        let complete = all_read && told.iter().all(|told| told.kept);
        Ok(Self { history: folded(told, subjects), history_complete: complete })
    }

    /// What each delivery says. A body that is large makes those behind it be told without what they changed.
    async fn told(dashboard: &Dashboard, events: Vec<Event>) -> Result<Vec<Told>, StoreError> {
        let (mut told, mut bytes) = (Vec::with_capacity(events.len()), 0);
        for chunk in events.chunks(AT_ONCE) {
            let keys: Vec<_> = chunk.iter().map(Event::delivery_key).collect();
            let reads: Vec<_> = keys.iter().map(|key| dashboard.deliveries.get(key)).collect();
            let reads = if bytes < MOST_BYTES { bounded(AT_ONCE, reads).await } else { Vec::new() };
            let mut reads = reads.into_iter();
            for event in chunk {
                let delivery = match reads.next() {
                    // What cannot be put together is as good as not kept.
                    Some(Err(StoreError::Unreadable { .. })) | None => None,
                    Some(read) => read?,
                };
                bytes += delivery.as_ref().and_then(|delivery| delivery.body.as_ref()).map_or(0, Vec::len);
                told.push(Told::of(event.line.clone(), delivery.as_ref()));
            }
        }
        Ok(told)
    }
}

impl Told {
    fn of(line: EventSummary, delivery: Option<&Delivery>) -> Self {
        let changes = delivery.map(changes).unwrap_or_default();
        let at = line.occurred_at.unwrap_or(line.received_at);
        let kept = delivery.is_some_and(|delivery| delivery.body.is_some());
        Self { line, at, changes, kept }
    }
}

/// What a delivery changes, as it is understood now; nothing where it is not. A panic of a parser ends here.
fn changes(delivery: &Delivery) -> Vec<Change> {
    let (metadata, Some(body)) = (&delivery.metadata, &delivery.body) else { return Vec::new() };
    let context = Context { topic: &metadata.topic, account: &metadata.account, received_at: metadata.received_at };
    let normalized = catch_unwind(AssertUnwindSafe(|| channels::normalize(metadata.channel, &context, body)));
    normalized.ok().and_then(Result::ok).map(|normalized| normalized.changes).unwrap_or_default()
}

/// Folds what was told, in the order of source times.
fn folded(told: Vec<Told>, subjects: &[(IntegrationId, Subject)]) -> Vec<Entry> {
    let mut states: BTreeMap<(IntegrationId, Subject), (State, StateFields)> = BTreeMap::new();
    let mut entries = Vec::with_capacity(told.len());
    for Told { line, changes, kept, .. } in told {
        let mut all = Vec::new();
        for change in &changes {
            let key = (line.integration.clone(), change.subject());
            if !subjects.contains(&key) {
                continue;
            }
            let (state, before) = states.entry(key.clone()).or_insert_with(|| {
                let state = State::new(&key.1);
                let fields = StateFields::of(&state);
                (state, fields)
            });
            state.apply(change);
            let after = StateFields::of(state);
            let subject = |changed| SubjectChanged { subject: key.1.clone(), changed };
            all.extend(before.changes_to(&after).into_iter().map(subject));
            *before = after;
        }
        let more = all.len().saturating_sub(MOST_FIELDS);
        all.truncate(MOST_FIELDS);
        entries.push(Entry { line, changes: all, more, kept });
    }
    entries
}
