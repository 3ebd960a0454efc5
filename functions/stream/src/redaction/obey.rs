//! Late and replayed deliveries of what was redacted: they are processed as all others, and redacted at once.

use std::collections::{BTreeMap, BTreeSet};

use domain::delivery::DeliveryMetadata;
use domain::integration::IntegrationId;
use domain::subject::{Kind, Subject};
use store::StoreError;
use store::ledger::{RedactionTarget, SubjectKey};
use tracing::error;
use types::concurrency::bounded;
use types::time::Time;

use super::{DELIVERIES_AT_ONCE, Limit, ORDERS_AT_ONCE, Pass, Step};
use crate::normalize::Task;

/// Somebody's redaction, as it may stand on the list.
type Listed = (IntegrationId, RedactionTarget);

impl Pass<'_> {
    /// Redacts those of the tasks' deliveries that are of something on the list. Their events must have been written.
    /// `belongs_to` says to which orders what the tasks changed belongs.
    ///
    /// Gives the numbers of the tasks that have to come again. A delivery for which there was not the time asks for its
    /// own replay.
    pub(crate) async fn obey(
        &self,
        tasks: &BTreeMap<usize, &Task>,
        belongs_to: &BTreeMap<SubjectKey, BTreeSet<usize>>,
    ) -> BTreeMap<usize, StoreError> {
        let sought: BTreeMap<usize, BTreeSet<Listed>> =
            tasks.iter().map(|(number, task)| (*number, sought(*number, task, belongs_to))).collect();
        let list = match self.redaction.list.find(sought.values().flatten().cloned().collect()).await {
            Ok(list) => list,
            // Nothing is known of any of them.
            Err(error) => return tasks.keys().next().map(|first| (*first, error)).into_iter().collect(),
        };
        if list.is_empty() {
            return BTreeMap::new();
        }
        let mut obeyed = self.redact_meant(tasks, &Meant::of(tasks, &sought, &list)).await;
        for number in std::mem::take(&mut obeyed.unfinished) {
            let Some(task) = tasks.get(&number) else { continue };
            let asked = self.ask_again(&task.delivery).await;
            obeyed.add([number], asked.map(|()| Step::default()));
        }
        obeyed.failed
    }

    async fn redact_meant(&self, tasks: &BTreeMap<usize, &Task>, meant: &Meant) -> Obeyed {
        let mut obeyed = Obeyed::default();
        let own = meant.deliveries.iter().filter_map(|number| Some((*number, tasks.get(number)?)));
        let (numbers, own): (Vec<_>, Vec<_>) =
            own.map(|(number, task)| (number, self.redact(&task.delivery.key))).unzip();
        for (number, done) in numbers.into_iter().zip(bounded(DELIVERIES_AT_ONCE, own).await) {
            obeyed.add([number], done.map(Step::of));
        }
        let orders = meant.orders.keys().enumerate();
        let orders = orders.map(|(number, order)| self.order(order, Limit::of_part(number))).collect();
        for (numbers, done) in meant.orders.values().zip(bounded(ORDERS_AT_ONCE, orders).await) {
            obeyed.add(numbers.iter().copied(), done);
        }
        let others = meant.others.keys().enumerate();
        let others = others.map(|(number, order)| self.belongings(order, Limit::of_part(number))).collect();
        for (numbers, done) in meant.others.values().zip(bounded(ORDERS_AT_ONCE, others).await) {
            obeyed.add(numbers.iter().copied(), done);
        }
        obeyed
    }

    /// Has a delivery replayed, as often as a failed event is tried again.
    async fn ask_again(&self, delivery: &DeliveryMetadata) -> Result<(), StoreError> {
        if !self.redaction.replays.retry_within_limit(delivery, self.joins.clock.now()).await? {
            let integration = &delivery.key.integration;
            error!(%integration, event.id = %delivery.event_id, "a late redaction needs a replay");
        }
        Ok(())
    }
}

/// What has to be redacted, and which tasks are the reason.
#[derive(Default)]
struct Meant {
    deliveries: BTreeSet<usize>,
    /// Orders that are redacted with what belongs to them.
    orders: BTreeMap<SubjectKey, BTreeSet<usize>>,
    /// Of an order of a shop that came back, only what belongs to it: it may have been changed since.
    others: BTreeMap<SubjectKey, BTreeSet<usize>>,
}

impl Meant {
    fn of(
        tasks: &BTreeMap<usize, &Task>,
        sought: &BTreeMap<usize, BTreeSet<Listed>>,
        list: &BTreeMap<Listed, Time>,
    ) -> Self {
        let mut meant = Self::default();
        for (number, task) in tasks {
            let Some(sought) = sought.get(number) else { continue };
            let is_hit = |one: &&Listed| list.get(one).is_some_and(|at| is_meant(task, one, *at));
            let hits: BTreeSet<&Listed> = sought.iter().filter(is_hit).collect();
            if !hits.is_empty() {
                meant.deliveries.insert(*number);
            }
            let of_shop = |one: &&Listed| hits.contains(&(one.0.clone(), RedactionTarget::Shop));
            for other in sought.iter().filter(of_shop).filter_map(order) {
                meant.others.entry(other).or_default().insert(*number);
            }
            for order in hits.into_iter().filter_map(order) {
                meant.orders.entry(order).or_default().insert(*number);
            }
        }
        meant
    }
}

/// What became of it, by the tasks' numbers.
#[derive(Default)]
struct Obeyed {
    failed: BTreeMap<usize, StoreError>,
    unfinished: BTreeSet<usize>,
}

impl Obeyed {
    /// Of something that these tasks are the reason for. Who comes again does so from the lowest on.
    fn add(&mut self, numbers: impl IntoIterator<Item = usize>, done: Result<Step, StoreError>) {
        match done {
            Ok(step) if step.unfinished => self.unfinished.extend(numbers),
            Ok(_) => {}
            // It will be so at the next try, and nobody else's deliveries have to wait for it.
            Err(StoreError::Unreadable { table, detail }) => {
                error!(table, detail, "what has to be redacted cannot be read");
            }
            Err(error) => {
                if let Some(number) = numbers.into_iter().min() {
                    self.failed.insert(number, error);
                }
            }
        }
    }
}

/// What would be on the list if a task's delivery were to be redacted.
fn sought(number: usize, task: &Task, belongs_to: &BTreeMap<SubjectKey, BTreeSet<usize>>) -> BTreeSet<Listed> {
    let own = &task.delivery.key.integration;
    let changes = task.normalized().map_or(&[][..], |normalized| &normalized.changes);
    let changed = changes.iter().map(|change| (own.clone(), change.subject()));
    let others = belongs_to.iter().filter(|(_, tasks)| tasks.contains(&number));
    let others = others.map(|(party, _)| (party.integration.clone(), party.subject.clone()));
    let subjects = changed.chain(others).filter(|(_, subject)| subject.kind() == Kind::Order);
    let listed = subjects.flat_map(|(integration, subject)| {
        [(integration.clone(), RedactionTarget::Order(subject.id().to_owned())), (integration, RedactionTarget::Shop)]
    });
    listed.chain([(own.clone(), RedactionTarget::Shop)]).collect()
}

/// A shop that comes back has new orders: only what happened before the request is meant.
fn is_meant(task: &Task, (_, redacted): &Listed, asked_at: Time) -> bool {
    let occurred_at = task.normalized().and_then(|normalized| normalized.occurred_at);
    *redacted != RedactionTarget::Shop || occurred_at.unwrap_or(task.delivery.received_at) <= asked_at
}

fn order((integration, redacted): &Listed) -> Option<SubjectKey> {
    match redacted {
        RedactionTarget::Order(id) => {
            Some(SubjectKey { integration: integration.clone(), subject: Subject::order(id) })
        }
        RedactionTarget::Customer(_) | RedactionTarget::Shop => None,
    }
}
