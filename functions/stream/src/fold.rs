//! Folding: a consistent read, a pure apply, a put on condition of the version, and again on conflict.

use std::collections::BTreeSet;
use std::time::Duration;

use channels::NormalizeError;
use domain::integration::IntegrationId;
use domain::state::order::OrderState;
use domain::state::{Change, State};
use domain::subject::{Kind, Subject};
use store::StoreError;
use store::ledger::SubjectKey;
use store::states::{Save, StoredState};
use tracing::error;
use types::Channel;

use crate::joins::Joins;
use crate::normalize::caught;

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
    /// Whether the events of its tasks, which are written after it, name the order.
    pub(crate) is_named: bool,
}

/// What a fold has come to.
#[derive(Debug, Default)]
pub(crate) struct Folded {
    /// The subject as it is stored now.
    pub(crate) stored: Option<StoredState>,
    /// The tasks whose changes cannot be applied, and why.
    pub(crate) failed: Vec<(usize, NormalizeError)>,
    /// Other orders that have to be derived anew.
    pub(crate) rivals: BTreeSet<SubjectKey>,
}

/// What one attempt has come to.
enum Attempt {
    /// It is done.
    Done(Box<Folded>),
    /// The order is stored, its links are new, and somebody else is where it left them. Whoever came before its put has
    /// seen the links at most, and no order yet: it has to be derived once more.
    Linked,
    /// Another writer was faster.
    Conflict,
    /// All changes together do not fit a row. Which one it is does not depend on what came in the same batch.
    TooLarge,
}

/// Why an attempt goes no further.
enum Stop {
    /// Something cannot be read, which fails the tasks.
    Failed(Box<Folded>),
    /// DynamoDB failed, and the batch comes again.
    Store(StoreError),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Fold<'_> {
    /// The tasks that have to do with it.
    pub(crate) fn tasks(&self) -> BTreeSet<usize> {
        self.changes.iter().map(|(task, _)| *task).chain(self.on_account_of.iter().copied()).collect()
    }

    /// Folds all changes into the subject's state, by one read and one write; again where another one was faster.
    ///
    /// # Errors
    /// [`StoreError`] when DynamoDB failed.
    pub(crate) async fn run(&self, joins: &Joins<'_>) -> Result<Folded, StoreError> {
        for attempt in 0..TRIES {
            match self.attempt(joins).await {
                Ok(Attempt::Done(folded)) | Err(Stop::Failed(folded)) => return Ok(*folded),
                Ok(Attempt::Linked) => {}
                Ok(Attempt::Conflict) => sleep(attempt).await,
                Ok(Attempt::TooLarge) => return self.one_by_one(joins).await,
                Err(Stop::Store(error)) => return Err(error),
            }
        }
        Err(StoreError::Contended("a subject's state"))
    }

    /// One read, and one write if anything has changed.
    async fn attempt(&self, joins: &Joins<'_>) -> Result<Attempt, Stop> {
        let held = self.load(joins).await?;
        let (mut next, failed) = self.applied_to(&held);
        if held.version == 0 && !failed.is_empty() && failed.len() == self.changes.len() {
            return Ok(Attempt::Done(Box::new(Folded { failed, ..Folded::default() })));
        }
        let rivals = self.derive(joins, &held, &mut next).await?;
        self.save(joins, held, next, Folded { stored: None, failed, rivals }).await
    }

    /// The subject as it is stored, or as nothing is known of it.
    async fn load(&self, joins: &Joins<'_>) -> Result<StoredState, Stop> {
        let loaded = joins.states.load(&self.integration, &self.subject).await;
        let new = || StoredState::new(self.integration.clone(), self.channel, self.subject.clone());
        Ok(self.readable(loaded, "the subject's stored state cannot be read")?.unwrap_or_else(new))
    }

    /// Leaves the links of the subject, and derives what is derived of it; gives the orders that are called as it is.
    async fn derive(
        &self,
        joins: &Joins<'_>,
        held: &StoredState,
        next: &mut StoredState,
    ) -> Result<BTreeSet<SubjectKey>, Stop> {
        let begins = held.version == 0 && next.state != held.state;
        let derived = match &next.state {
            State::Order(order) if begins => begun(joins, order.clone(), next).await,
            _ => derived(joins, next).await,
        };
        self.readable(derived, "what belongs to the subject cannot be read")
    }

    /// Puts the subject where it has changed. `outcome` is what came of it before.
    async fn save(
        &self,
        joins: &Joins<'_>,
        held: StoredState,
        next: StoredState,
        outcome: Folded,
    ) -> Result<Attempt, Stop> {
        let known = held.version > 0;
        // Compared as they are stored: a changed scale of an amount is a change, too.
        let is_same = next.state.to_json() == held.state.to_json();
        if is_same && (!known || next.links == held.links) {
            return Ok(Attempt::Done(Box::new(Folded { stored: known.then_some(held), ..outcome })));
        }
        if !self.is_named {
            // No event names the order, so a resume would not find out that it has changed.
            joins.notes.note(&self.integration).await?;
        }
        let is_newly_linked = next.links != held.links && next.subject.kind() == Kind::Order;
        Ok(match joins.states.save(&next).await? {
            Save::Saved if is_newly_linked && !self.is_alone(joins, &next).await? => Attempt::Linked,
            Save::Saved => {
                let stored = Some(StoredState { version: next.version + 1, ..next });
                Attempt::Done(Box::new(Folded { stored, ..outcome }))
            }
            Save::Conflict => Attempt::Conflict,
            Save::TooLarge if self.changes.len() > 1 => Attempt::TooLarge,
            Save::TooLarge => {
                let failed = self.all_failed("state_too_large", "the subject's state does not fit a row any more");
                Attempt::Done(Box::new(Folded { stored: known.then_some(held), ..failed }))
            }
        })
    }

    /// Whether nobody else has come to where the subject left its links, so that there is nothing to derive of anybody.
    async fn is_alone(&self, joins: &Joins<'_>, stored: &StoredState) -> Result<bool, Stop> {
        self.readable(joins.is_alone(stored).await, "what belongs to the subject cannot be read")
    }

    /// What was read. What cannot be read fails the tasks: it will be as unreadable at the next try, and nobody else's
    /// deliveries have to wait for it.
    fn readable<T>(&self, read: Result<T, StoreError>, message: &str) -> Result<T, Stop> {
        read.map_err(|error| match error {
            StoreError::Unreadable { detail, .. } => {
                let (integration, subject) = (&self.integration, &self.subject);
                error!(%integration, %subject, detail, message);
                Stop::Failed(Box::new(self.all_failed("state_unreadable", message)))
            }
            error => Stop::Store(error),
        })
    }

    /// The state with all changes that can be applied.
    fn applied_to(&self, held: &StoredState) -> (StoredState, Vec<(usize, NormalizeError)>) {
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
                is_named: self.is_named,
            };
            let folded = Box::pin(alone.run(joins)).await?;
            all.stored = folded.stored.or(all.stored);
            all.failed.extend(folded.failed);
            all.rivals.extend(folded.rivals);
        }
        Ok(all)
    }

    fn all_failed(&self, code: &'static str, message: &str) -> Folded {
        let failed = self.tasks().into_iter().map(|task| (task, NormalizeError::new(code, message)));
        Folded { failed: failed.collect(), ..Folded::default() }
    }
}

/// Leaves the subject's links. Of an order it then derives what it shows of others, and what it earned; gives the orders
/// that are called as it is.
async fn derived(joins: &Joins<'_>, next: &mut StoredState) -> Result<BTreeSet<SubjectKey>, StoreError> {
    joins.leave(next).await?;
    if next.subject.kind() != Kind::Order {
        return Ok(BTreeSet::new());
    }
    let derived = Box::pin(joins.derive(next)).await?;
    if let State::Order(order) = &mut next.state {
        order.join(derived.joined);
        order.set_profit(joins.profit(&next.integration, order).await?);
    }
    Ok(derived.rivals)
}

/// Leaves the links of an order that is new, and reckons what it earned. What belongs to it is looked for once it is
/// stored, which has to be done in any case.
async fn begun(
    joins: &Joins<'_>,
    mut order: Box<OrderState>,
    next: &mut StoredState,
) -> Result<BTreeSet<SubjectKey>, StoreError> {
    let integration = next.integration.clone();
    let ((), profit) = tokio::try_join!(joins.leave(next), joins.profit(&integration, &order))?;
    order.set_profit(profit);
    next.state = State::Order(order);
    Ok(BTreeSet::new())
}

/// The state with one change; a panic leaves the state as it was.
fn applied(state: &State, change: &Change) -> Result<State, NormalizeError> {
    let mut next = state.clone();
    caught(|| next.apply(change))?;
    Ok(next)
}

/// Gives the other writer time; longer with each attempt, and not the same for all.
async fn sleep(attempt: u32) {
    let spread = types::random::jitter(u64::from(attempt + 1) * 5);
    tokio::time::sleep(Duration::from_millis(spread)).await;
}
