//! Folding: a consistent read, a pure apply, a put on condition of the version, and again on conflict.

use std::collections::BTreeSet;
use std::time::Duration;

use shared::channel::{Channel, NotUnderstood};
use shared::integration::IntegrationId;
use shared::state::{Change, State};
use shared::store::StoreError;
use shared::store::ledger::Party;
use shared::store::states::{Save, StoredState};
use shared::subject::{Kind, Subject};
use tracing::error;

use crate::joins::Joins;
use crate::understanding::caught;

/// How often a fold is tried when other invocations hold the same subject. Each conflict means that another one has
/// succeeded, so this many writers would have to be at one subject at once.
const TRIES: u32 = 20;

/// The changes of one subject in a batch.
#[derive(Debug)]
pub(crate) struct Fold<'a> {
    pub(crate) integration: IntegrationId,
    pub(crate) channel: Channel,
    pub(crate) subject: Subject,
    /// Each with the number of the task that it is from. None: the order is derived anew, since something that belongs
    /// to it has changed.
    pub(crate) changes: Vec<(usize, &'a Change)>,
    /// The tasks on whose account the order is derived anew.
    pub(crate) on_account_of: BTreeSet<usize>,
}

/// What a fold has come to.
#[derive(Debug, Default)]
pub(crate) struct Folded {
    /// The subject as it is stored now.
    pub(crate) stored: Option<StoredState>,
    /// The tasks whose changes cannot be applied, and why.
    pub(crate) failed: Vec<(usize, NotUnderstood)>,
    /// Other orders that have to be derived anew.
    pub(crate) rivals: BTreeSet<Party>,
}

impl Fold<'_> {
    /// The tasks that have to do with it.
    pub(crate) fn tasks(&self) -> BTreeSet<usize> {
        self.changes.iter().map(|(task, _)| *task).chain(self.on_account_of.iter().copied()).collect()
    }

    /// Folds all changes into the subject's state, by one read and one write.
    ///
    /// # Errors
    /// [`StoreError`] when DynamoDB failed.
    pub(crate) async fn run(&self, joins: &Joins<'_>) -> Result<Folded, StoreError> {
        for attempt in 0..TRIES {
            let held = match joins.states.load(&self.integration, &self.subject).await {
                Err(StoreError::Unreadable { detail, .. }) => {
                    let (integration, subject) = (&self.integration, &self.subject);
                    error!(%integration, %subject, detail, "a stored state cannot be read");
                    return Ok(self.all_failed("state_unreadable", "the subject's stored state cannot be read"));
                }
                loaded => loaded?,
            };
            let known = held.is_some();
            let held =
                held.unwrap_or_else(|| StoredState::new(self.integration.clone(), self.channel, self.subject.clone()));
            let (mut next, failed) = self.applied_to(&held);
            if !known && failed.len() == self.changes.len() && !failed.is_empty() {
                return Ok(Folded { failed, ..Folded::default() });
            }
            let rivals = match joined(joins, &mut next).await {
                // It will be as unreadable at the next try, and nobody else's deliveries have to wait for it.
                Err(StoreError::Unreadable { detail, .. }) => {
                    let (integration, subject) = (&self.integration, &self.subject);
                    error!(%integration, %subject, detail, "what belongs to a subject cannot be read");
                    return Ok(self.all_failed("state_unreadable", "what belongs to the subject cannot be read"));
                }
                joined => joined?,
            };
            let is_newly_linked = next.links != held.links && next.subject.kind() == Kind::Order;
            // Compared as they are stored: a changed scale of an amount is a change, too.
            let is_same = next.state.to_json() == held.state.to_json();
            if is_same && (!known || next.links == held.links) {
                return Ok(Folded { stored: known.then_some(held), failed, rivals });
            }
            if self.changes.is_empty() {
                // No event names the order, so a resume would not find out that it has changed.
                joins.notes.note(&self.integration, joins.clock.now()).await?;
            }
            match joins.states.save(&next).await? {
                // Whoever came between the look and the put has seen the link, and no order yet: once more.
                Save::Saved if is_newly_linked => {}
                Save::Saved => {
                    let stored = Some(StoredState { version: next.version + 1, ..next });
                    return Ok(Folded { stored, failed, rivals });
                }
                Save::Conflict => pause(attempt).await,
                // Which one it is does not depend on what came in the same batch.
                Save::TooLarge if self.changes.len() > 1 => return self.one_by_one(joins).await,
                Save::TooLarge => {
                    let failed = self.all_failed("state_too_large", "the subject's state does not fit a row any more");
                    return Ok(Folded { stored: known.then_some(held), ..failed });
                }
            }
        }
        Err(StoreError::Contended("a subject's state"))
    }

    /// The state with all changes that can be applied.
    fn applied_to(&self, held: &StoredState) -> (StoredState, Vec<(usize, NotUnderstood)>) {
        let (mut next, mut failed) = (held.clone(), Vec::new());
        for (task, change) in &self.changes {
            match applied(&next.state, change) {
                Ok(state) => next.state = state,
                Err(failure) => failed.push((*task, failure)),
            }
        }
        (next, failed)
    }

    /// Folds each change alone; gives the subject as it is after the last one that could be stored.
    async fn one_by_one(&self, joins: &Joins<'_>) -> Result<Folded, StoreError> {
        let mut all = Folded::default();
        for change in &self.changes {
            let (integration, subject) = (self.integration.clone(), self.subject.clone());
            let alone = Fold {
                integration,
                channel: self.channel,
                subject,
                changes: vec![*change],
                on_account_of: BTreeSet::new(),
            };
            let folded = Box::pin(alone.run(joins)).await?;
            all.stored = folded.stored.or(all.stored);
            all.failed.extend(folded.failed);
            all.rivals.extend(folded.rivals);
        }
        Ok(all)
    }

    fn all_failed(&self, word: &'static str, message: &str) -> Folded {
        let failed = self.tasks().into_iter().map(|task| (task, NotUnderstood::new(word, message)));
        Folded { failed: failed.collect(), ..Folded::default() }
    }
}

/// Leaves the links of a subject, and derives what is derived of it; gives the orders that are called as it is.
async fn joined(joins: &Joins<'_>, next: &mut StoredState) -> Result<BTreeSet<Party>, StoreError> {
    joins.leave(next).await?;
    derive(joins, next).await
}

/// Derives what an order shows of others, and what it earned; gives the orders that are called as it is.
async fn derive(joins: &Joins<'_>, next: &mut StoredState) -> Result<BTreeSet<Party>, StoreError> {
    if next.subject.kind() != Kind::Order {
        return Ok(BTreeSet::new());
    }
    let derived = Box::pin(joins.derive(next)).await?;
    if let State::Order(order) = &mut next.state {
        order.join(derived.joined);
        order.earn(joins.profit(&next.integration, order).await?);
    }
    Ok(derived.rivals)
}

/// The state with one change; a panic leaves the state as it was.
fn applied(state: &State, change: &Change) -> Result<State, NotUnderstood> {
    let mut next = state.clone();
    caught(|| next.apply(change))?;
    Ok(next)
}

/// Gives the other writer time; longer with each attempt, and not the same for all.
async fn pause(attempt: u32) {
    let spread = shared::event_id::jitter(u64::from(attempt + 1) * 5);
    tokio::time::sleep(Duration::from_millis(spread)).await;
}
