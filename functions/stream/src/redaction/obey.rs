//! Late and replayed deliveries of what was redacted: they are processed as all others, and redacted at once.

use std::collections::{BTreeMap, BTreeSet};

use shared::bounded::bounded;
use shared::integration::IntegrationId;
use shared::store::StoreError;
use shared::store::ledger::{Party, Redacted};
use shared::subject::{Kind, Subject};
use shared::time::Time;
use tracing::error;

use super::{DELIVERIES_AT_ONCE, ORDERS_AT_ONCE, Pass};
use crate::understanding::Task;

/// Somebody's redaction, as it may stand on the list.
type Listed = (IntegrationId, Redacted);

impl Pass<'_> {
    /// Redacts those of the tasks' deliveries that are of something on the list. Their events must have been written.
    /// `belongs_to` says to which orders what the tasks changed belongs.
    ///
    /// # Errors
    /// [`StoreError`]; then all of them have to come again.
    pub(crate) async fn obey(
        &self,
        tasks: &BTreeMap<usize, &Task>,
        belongs_to: &BTreeMap<Party, BTreeSet<usize>>,
    ) -> Result<(), StoreError> {
        let sought: BTreeMap<usize, BTreeSet<Listed>> =
            tasks.iter().map(|(number, task)| (*number, sought(*number, task, belongs_to))).collect();
        let list = self.redaction.list.find(sought.values().flatten().cloned().collect()).await?;
        if list.is_empty() {
            return Ok(());
        }
        let (mut keys, mut orders, mut others) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
        for (number, task) in tasks {
            let Some(sought) = sought.get(number) else { continue };
            let is_hit = |one: &&Listed| list.get(one).is_some_and(|at| is_meant(task, one, *at));
            let hits: BTreeSet<&Listed> = sought.iter().filter(is_hit).collect();
            if !hits.is_empty() {
                keys.push(&task.delivery.key);
            }
            let of_shop = |one: &&Listed| hits.contains(&(one.0.clone(), Redacted::Shop));
            others.extend(sought.iter().filter(of_shop).filter_map(order));
            orders.extend(hits.into_iter().filter_map(order));
        }
        let own = bounded(DELIVERIES_AT_ONCE, keys.into_iter().map(|key| self.redact(key)).collect()).await;
        let orders = bounded(ORDERS_AT_ONCE, orders.iter().map(|order| self.order(order)).collect()).await;
        // Of an order of a shop that came back, only what belongs to it: it may have been changed since.
        let others = bounded(ORDERS_AT_ONCE, others.iter().map(|order| self.belongings(order)).collect()).await;
        let orders = orders.into_iter().chain(others).map(|done| done.map(drop));
        own.into_iter().map(|done| done.map(drop)).chain(orders).try_for_each(readable)
    }
}

/// What would be on the list if a task's delivery were to be redacted.
fn sought(number: usize, task: &Task, belongs_to: &BTreeMap<Party, BTreeSet<usize>>) -> BTreeSet<Listed> {
    let own = &task.delivery.key.integration;
    let changed = task.changes().iter().map(|change| (own.clone(), change.subject()));
    let others = belongs_to.iter().filter(|(_, tasks)| tasks.contains(&number));
    let others = others.map(|(party, _)| (party.integration.clone(), party.subject.clone()));
    let subjects = changed.chain(others).filter(|(_, subject)| subject.kind() == Kind::Order);
    let listed = subjects.flat_map(|(integration, subject)| {
        [(integration.clone(), Redacted::Order(subject.id().to_owned())), (integration, Redacted::Shop)]
    });
    listed.chain([(own.clone(), Redacted::Shop)]).collect()
}

/// A shop that comes back has new orders: only what happened before the request is meant.
fn is_meant(task: &Task, (_, redacted): &Listed, asked_at: Time) -> bool {
    let occurred_at = task.meaning.as_ref().ok().and_then(|understood| understood.occurred_at);
    *redacted != Redacted::Shop || occurred_at.unwrap_or(task.delivery.received_at) <= asked_at
}

fn order((integration, redacted): &Listed) -> Option<Party> {
    match redacted {
        Redacted::Order(id) => Some(Party { integration: integration.clone(), subject: Subject::order(id) }),
        Redacted::Customer(_) | Redacted::Shop => None,
    }
}

/// What is unreadable will be so at the next try, and nobody else's deliveries have to wait for it.
fn readable(done: Result<(), StoreError>) -> Result<(), StoreError> {
    match done {
        Err(StoreError::Unreadable { table, detail }) => {
            error!(table, detail, "what has to be redacted cannot be read");
            Ok(())
        }
        done => done,
    }
}
