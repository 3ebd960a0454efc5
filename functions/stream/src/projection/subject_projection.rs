//! The projection of one subject: a consistent read, a pure application of its changes, and a save on condition that the
//! row is unchanged; all of it again on conflict.

use std::collections::BTreeSet;
use std::time::Duration;

use channels::NormalizeError;
use domain::integration::IntegrationId;
use domain::state::order::OrderState;
use domain::state::{Change, State};
use domain::subject::{Kind, Subject};
use store::StoreError;
use store::ledger::SubjectKey;
use store::states::{SaveResult, StoredState};
use tracing::error;
use types::Channel;
use types::time::Time;

use super::context::ProjectionContext;
use super::join_order::join_order;
use super::links::{is_unlinked, write_links};
use super::tied_orders::list_tied_order;
use crate::batch_item_failures::BatchPosition;
use crate::catch_panic::catch_panic;
use crate::profit::order_profit;

/// The most attempts to save a subject that other invocations change at the same time. Each conflict means that another
/// writer has succeeded, so only as many concurrent writers of one subject can exhaust the attempts.
const MAX_WRITE_ATTEMPTS: u32 = 20;
/// The greatest pause after a conflict, in milliseconds for each attempt so far.
const MAX_BACKOFF_MS_PER_ATTEMPT: u64 = 5;

const STATE_UNREADABLE: &str = "the stored state of the subject cannot be read";
const JOINED_UNREADABLE: &str = "the subjects that are joined to this one cannot be read";
const STATE_TOO_LARGE: &str = "the state of the subject would be too large for a row";

/// The changes of one subject in a batch.
#[derive(Debug)]
pub(super) struct SubjectProjection<'a> {
    pub(super) integration: IntegrationId,
    pub(super) channel: Channel,
    pub(super) subject: Subject,
    /// The changes, each with the position of its record. Empty if an order is recomputed.
    pub(super) changes: Vec<(BatchPosition, &'a Change)>,
    /// The records because of which an order is recomputed.
    pub(super) caused_by: BTreeSet<BatchPosition>,
    /// Whether the events of the records, which are written later, name the order.
    pub(super) is_named_by_event: bool,
}

/// The result of a projection.
#[derive(Debug, Default)]
pub(crate) struct ProjectionResult {
    /// The subject as it is stored now.
    pub(crate) stored: Option<StoredState>,
    /// The records of which a change cannot be applied, with the reason.
    pub(super) not_applied: Vec<(BatchPosition, NormalizeError)>,
    /// Other orders that have to be recomputed.
    pub(super) competing_orders: BTreeSet<SubjectKey>,
}

/// The state with all changes that can be applied.
struct Applied {
    state: StoredState,
    /// The records of which a change cannot be applied.
    not_applied: Vec<(BatchPosition, NormalizeError)>,
    /// The newest source time of an order's snapshots of which neither is known to be newer.
    tied_at: Option<Time>,
}

/// The result of one attempt.
enum Attempt {
    Finished(Box<ProjectionResult>),
    /// The order is stored with new links, and other subjects have links at its join keys. Those that were projected
    /// before the order was stored may have read its links, but not the order: the order has to be joined once more.
    LinkedToOthers,
    /// Another writer was faster.
    Conflict,
    /// All changes together are too large for a row. They are projected one by one, so that a change does not fail
    /// because of others that came in the same batch.
    TooLarge,
}

/// Why an attempt was given up.
enum AttemptError {
    /// A row cannot be read: the records fail. Retrying would not help, and other deliveries would have to wait.
    Unreadable(Box<ProjectionResult>),
    /// DynamoDB failed: the records have to be sent again.
    Store(StoreError),
}

impl From<StoreError> for AttemptError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl SubjectProjection<'_> {
    /// The records because of which the subject is projected.
    pub(super) fn positions(&self) -> BTreeSet<BatchPosition> {
        self.changes.iter().map(|(position, _)| *position).chain(self.caused_by.iter().copied()).collect()
    }

    /// Applies all changes to the subject's state by one read and one write; again where another writer was faster.
    ///
    /// # Errors
    /// [`StoreError`] if DynamoDB failed.
    pub(super) async fn run(&self, context: &ProjectionContext<'_>) -> Result<ProjectionResult, StoreError> {
        for attempt in 1..=MAX_WRITE_ATTEMPTS {
            match self.attempt(context).await {
                Ok(Attempt::Finished(result)) | Err(AttemptError::Unreadable(result)) => return Ok(*result),
                Ok(Attempt::LinkedToOthers) => {}
                Ok(Attempt::Conflict) => back_off(attempt).await,
                Ok(Attempt::TooLarge) => return self.run_one_by_one(context).await,
                Err(AttemptError::Store(error)) => return Err(error),
            }
        }
        Err(StoreError::Contended("a subject's state"))
    }

    /// One read, and one write if anything has changed.
    async fn attempt(&self, context: &ProjectionContext<'_>) -> Result<Attempt, AttemptError> {
        let stored = self.load(context).await?;
        let Applied { state: mut next, not_applied, tied_at } = self.applied_to(&stored);
        if stored.version == 0 && !not_applied.is_empty() && not_applied.len() == self.changes.len() {
            return Ok(Attempt::Finished(Box::new(ProjectionResult { not_applied, ..ProjectionResult::default() })));
        }
        if let Some(tied_at) = tied_at {
            // Before the state is saved: another attempt would not find the tie again.
            list_tied_order(context, &self.integration, &self.subject, tied_at).await?;
        }
        let competing_orders = self.join(context, &stored, &mut next).await?;
        self.save(context, stored, next, ProjectionResult { stored: None, not_applied, competing_orders }).await
    }

    /// The stored subject; an empty one if it is new.
    async fn load(&self, context: &ProjectionContext<'_>) -> Result<StoredState, AttemptError> {
        let loaded = context.states.load(&self.integration, &self.subject).await;
        let new = || StoredState::new(self.integration.clone(), self.channel, self.subject.clone());
        Ok(self.readable(loaded, STATE_UNREADABLE)?.unwrap_or_else(new))
    }

    /// Writes the subject's links. If it is an order, joins other subjects to it; gives the competing orders.
    async fn join(
        &self,
        context: &ProjectionContext<'_>,
        stored: &StoredState,
        next: &mut StoredState,
    ) -> Result<BTreeSet<SubjectKey>, AttemptError> {
        let is_new = stored.version == 0 && next.state != stored.state;
        let competing_orders = match &next.state {
            State::Order(order) if is_new => link_new_order(context, order.clone(), next).await,
            _ => link_and_join(context, next).await,
        };
        self.readable(competing_orders, JOINED_UNREADABLE)
    }

    /// Saves the subject if it has changed. `result` is the result of the steps before.
    async fn save(
        &self,
        context: &ProjectionContext<'_>,
        stored: StoredState,
        next: StoredState,
        result: ProjectionResult,
    ) -> Result<Attempt, AttemptError> {
        let is_stored = stored.version > 0;
        // Compared in their stored form, in which the scale of an amount counts.
        let is_same = next.state.to_json() == stored.state.to_json();
        if is_same && (!is_stored || next.links == stored.links) {
            return Ok(Attempt::Finished(Box::new(ProjectionResult { stored: is_stored.then_some(stored), ..result })));
        }
        if !self.is_named_by_event {
            // A catch-up finds changed orders by the events that name them. Here it needs the marker.
            context.late_changes.mark(&self.integration).await?;
        }
        let has_new_links = next.links != stored.links && next.subject.kind() == Kind::Order;
        Ok(match context.states.save(&next).await? {
            SaveResult::Saved if has_new_links && !self.is_unlinked(context, &next).await? => Attempt::LinkedToOthers,
            SaveResult::Saved => {
                let stored = Some(StoredState { version: next.version + 1, ..next });
                Attempt::Finished(Box::new(ProjectionResult { stored, ..result }))
            }
            SaveResult::Conflict => Attempt::Conflict,
            SaveResult::TooLarge if self.changes.len() > 1 => Attempt::TooLarge,
            SaveResult::TooLarge => {
                let failed = self.all_failed("state_too_large", STATE_TOO_LARGE);
                Attempt::Finished(Box::new(ProjectionResult { stored: is_stored.then_some(stored), ..failed }))
            }
        })
    }

    async fn is_unlinked(&self, context: &ProjectionContext<'_>, order: &StoredState) -> Result<bool, AttemptError> {
        self.readable(is_unlinked(context, order).await, JOINED_UNREADABLE)
    }

    /// The value of a read. If a row cannot be read, the records of this projection fail with `message`.
    fn readable<T>(&self, read: Result<T, StoreError>, message: &str) -> Result<T, AttemptError> {
        read.map_err(|error| match error {
            StoreError::Unreadable { detail, .. } => {
                let (integration, subject) = (&self.integration, &self.subject);
                error!(%integration, %subject, detail, message);
                AttemptError::Unreadable(Box::new(self.all_failed("state_unreadable", message)))
            }
            error => AttemptError::Store(error),
        })
    }

    /// Applies all changes.
    fn applied_to(&self, stored: &StoredState) -> Applied {
        let mut result = Applied { state: stored.clone(), not_applied: Vec::new(), tied_at: None };
        for (position, change) in &self.changes {
            match applied(&result.state.state, change) {
                Ok((state, tied_at)) => {
                    result.state.state = state;
                    result.tied_at = result.tied_at.max(tied_at);
                }
                Err(error) => result.not_applied.push((*position, error)),
            }
        }
        result
    }

    /// Projects each change by itself; gives the subject after the last one that could be stored.
    async fn run_one_by_one(&self, context: &ProjectionContext<'_>) -> Result<ProjectionResult, StoreError> {
        let mut results = ProjectionResult::default();
        for change in &self.changes {
            let projection = SubjectProjection {
                integration: self.integration.clone(),
                channel: self.channel,
                subject: self.subject.clone(),
                changes: vec![*change],
                caused_by: BTreeSet::new(),
                is_named_by_event: self.is_named_by_event,
            };
            let result = Box::pin(projection.run(context)).await?;
            results.stored = result.stored.or(results.stored);
            results.not_applied.extend(result.not_applied);
            results.competing_orders.extend(result.competing_orders);
        }
        Ok(results)
    }

    fn all_failed(&self, code: &'static str, message: &str) -> ProjectionResult {
        let failed = self.positions().into_iter().map(|position| (position, NormalizeError::new(code, message)));
        ProjectionResult { not_applied: failed.collect(), ..ProjectionResult::default() }
    }
}

/// Writes the subject's links. If it is an order, joins other subjects to it and computes its profit; gives the competing
/// orders.
async fn link_and_join(
    context: &ProjectionContext<'_>,
    next: &mut StoredState,
) -> Result<BTreeSet<SubjectKey>, StoreError> {
    write_links(context, next).await?;
    if next.subject.kind() != Kind::Order {
        return Ok(BTreeSet::new());
    }
    let join = Box::pin(join_order(context, next)).await?;
    if let State::Order(order) = &mut next.state {
        order.join(join.joined);
        order.set_profit(order_profit(context.settings, context.costs, &next.integration, order).await?);
    }
    Ok(join.competing_orders)
}

/// Writes the links of a new order and computes its profit. Other subjects are not joined yet: they may write links
/// until the order is saved, so their links have to be read after that in any case.
async fn link_new_order(
    context: &ProjectionContext<'_>,
    mut order: Box<OrderState>,
    next: &mut StoredState,
) -> Result<BTreeSet<SubjectKey>, StoreError> {
    let integration = next.integration.clone();
    let profit = order_profit(context.settings, context.costs, &integration, &order);
    let ((), profit) = tokio::try_join!(write_links(context, next), profit)?;
    order.set_profit(profit);
    next.state = State::Order(order);
    Ok(BTreeSet::new())
}

/// The state after one change, and the source time of an order's snapshots if neither is known to be newer. If the code
/// panics, the state is unchanged and the change fails.
fn applied(state: &State, change: &Change) -> Result<(State, Option<Time>), NormalizeError> {
    let mut next = state.clone();
    let tied_at = catch_panic(|| {
        next.apply(change);
        state.tied_at(change)
    })?;
    Ok((next, tied_at))
}

/// Pauses after a conflict: longer with each attempt, and randomly, so that the writers do not meet again.
async fn back_off(attempt: u32) {
    let pause_ms = types::random::jitter(u64::from(attempt) * MAX_BACKOFF_MS_PER_ATTEMPT);
    tokio::time::sleep(Duration::from_millis(pause_ms)).await;
}
