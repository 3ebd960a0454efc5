//! Folding: a consistent read, a pure apply, a put on condition of the version, and again on conflict.

use std::time::Duration;

use shared::channel::NotUnderstood;
use shared::order::{OrderChange, OrderState};
use shared::store::StoreError;
use shared::store::states::{OrderStates, Save, StoredOrder};

use tracing::error;

use crate::understanding::{Task, caught};

/// How often a fold is tried when other invocations hold the same order. Each conflict means that another one has
/// succeeded, so this many writers would have to be at one order at once.
const TRIES: u32 = 20;

/// Folds the changes of `tasks`, all of one order, into its state: one read and one write for all of them. A change
/// that cannot be applied turns its task into a failed one. Gives the order as it is stored afterwards.
///
/// # Errors
/// [`StoreError`] when DynamoDB failed.
pub(crate) async fn fold(
    states: &OrderStates,
    order_id: &str,
    tasks: &mut [Task],
) -> Result<Option<StoredOrder>, StoreError> {
    let Some(first) = tasks.first() else { return Ok(None) };
    let (integration, channel) = (first.delivery.key.integration.clone(), first.delivery.channel);
    for attempt in 0..TRIES {
        let held = match states.load(&integration, order_id).await {
            Err(StoreError::Unreadable { detail, .. }) => {
                // The detail may quote the order; it is for the log alone.
                error!(%integration, detail, "the state of an order cannot be read");
                fail(tasks, &NotUnderstood::new("state_unreadable", "the order's stored state cannot be read"));
                return Ok(None);
            }
            loaded => loaded?,
        };
        let known = held.is_some();
        let held = held.unwrap_or_else(|| StoredOrder {
            integration: integration.clone(),
            channel,
            state: OrderState::new(order_id),
            version: 0,
        });
        let mut next = held.clone();
        for task in tasks.iter_mut() {
            apply(&mut next.state, task);
        }
        // Compared as they are stored: a changed scale of an amount is a change, too.
        if next.state.to_json() == held.state.to_json() {
            return Ok(known.then_some(held));
        }
        match states.save(&next).await? {
            Save::Saved => {
                next.version += 1;
                return Ok(Some(next));
            }
            Save::Conflict => pause(attempt).await,
            // Which one it is does not depend on what came in the same batch.
            Save::TooLarge if tasks.len() > 1 => return one_by_one(states, order_id, tasks).await,
            Save::TooLarge => {
                fail(tasks, &NotUnderstood::new("state_too_large", "the order's state does not fit a row any more"));
                return Ok(known.then_some(held));
            }
        }
    }
    Err(StoreError::Contended("an order's state"))
}

/// Folds each task alone; gives the order as it is after the last one that could be stored.
async fn one_by_one(
    states: &OrderStates,
    order_id: &str,
    tasks: &mut [Task],
) -> Result<Option<StoredOrder>, StoreError> {
    let mut stored = None;
    for task in tasks.chunks_mut(1) {
        stored = Box::pin(fold(states, order_id, task)).await?.or(stored);
    }
    Ok(stored)
}

/// Applies one task's change; the state stays as it was if that panics.
fn apply(state: &mut OrderState, task: &mut Task) {
    let Some(change) = change(task) else { return };
    let mut next = state.clone();
    match caught(|| next.apply(change)) {
        Ok(()) => *state = next,
        Err(failure) => task.meaning = Err(failure),
    }
}

fn change(task: &Task) -> Option<&OrderChange> {
    task.meaning.as_ref().ok()?.change.as_ref()
}

fn fail(tasks: &mut [Task], failure: &NotUnderstood) {
    for task in tasks {
        task.meaning = Err(failure.clone());
    }
}

/// Gives the other writer time; longer with each attempt, and not the same for all.
async fn pause(attempt: u32) {
    let spread = shared::event_id::jitter(u64::from(attempt + 1) * 5);
    tokio::time::sleep(Duration::from_millis(spread)).await;
}
