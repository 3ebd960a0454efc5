//! Folding a whole batch: first the subjects that its tasks change, side by side, then the orders to which these belong.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use channels::NormalizeError;
use domain::integration::IntegrationId;
use domain::state::order::OrderSummary;
use domain::subject::{Kind, Subject};
use store::StoreError;
use store::ledger::SubjectKey;
use store::states::{StoredOrder, StoredState};
use tracing::error;
use types::concurrency::bounded;

use crate::fold::{Fold, Folded};
use crate::joins::Joins;
use crate::normalize::Task;

/// How many subjects are worked on at once.
const AT_ONCE: usize = 16;

/// What folding a batch has come to.
#[derive(Default)]
pub(crate) struct Outcome {
    /// The orders that were folded or derived anew, as they are now; the later of one order comes later.
    pub(crate) orders: Vec<OrderSummary>,
    /// The tasks whose changes cannot be applied, and why.
    pub(crate) failed: Vec<(usize, NormalizeError)>,
    /// The tasks that DynamoDB kept from being done; they have to come again.
    pub(crate) undone: BTreeMap<usize, Arc<StoreError>>,
    /// The orders to which something belongs that tasks have changed.
    pub(crate) belongs_to: BTreeMap<SubjectKey, BTreeSet<usize>>,
    /// The orders that each task has changed, or may have.
    pub(crate) orders_of: BTreeMap<usize, BTreeSet<SubjectKey>>,
}

/// Folds the changes of all tasks.
pub(crate) async fn fold_all(joins: &Joins<'_>, tasks: &[Task]) -> Outcome {
    let mut outcome = Outcome::default();
    let folds = folds(tasks);
    let mut orders = Dependents::default();
    for (fold, folded) in folds.iter().zip(run_all(joins, &folds).await) {
        match folded {
            Ok((folded, belongs_to)) => {
                outcome.add(folded);
                if fold.subject.kind() == Kind::Order {
                    let order = SubjectKey { integration: fold.integration.clone(), subject: fold.subject.clone() };
                    outcome.changes(&order, &fold.tasks());
                } else {
                    outcome.belongs(belongs_to.iter().flatten(), &fold.tasks());
                }
                orders.add(belongs_to, &fold.tasks(), &mut outcome);
            }
            Err(error) => outcome.undone(&fold.tasks(), error),
        }
    }
    orders.derive(joins, &mut outcome).await;
    outcome
}

/// What a fold has come to, and the orders to which what was folded belongs.
type Run = Result<(Folded, Result<BTreeSet<SubjectKey>, StoreError>), StoreError>;

async fn run_all(joins: &Joins<'_>, folds: &[Fold<'_>]) -> Vec<Run> {
    bounded(AT_ONCE, folds.iter().map(|fold| run(joins, fold)).collect()).await
}

async fn run(joins: &Joins<'_>, fold: &Fold<'_>) -> Run {
    let folded = fold.run(joins).await?;
    let belongs_to = match &folded.stored {
        Some(stored) if stored.subject.kind() != Kind::Order => joins.orders_of(stored).await,
        _ => Ok(folded.rivals.clone()),
    };
    Ok((folded, belongs_to))
}

/// The changes of all tasks by subject, so that those of one batch never conflict with each other.
fn folds(tasks: &[Task]) -> Vec<Fold<'_>> {
    let mut folds: BTreeMap<(IntegrationId, Subject), Fold<'_>> = BTreeMap::new();
    for (number, task) in tasks.iter().enumerate() {
        for change in task.changes() {
            let (integration, subject) = (task.delivery.key.integration.clone(), change.subject());
            let fold = folds.entry((integration.clone(), subject.clone()));
            let channel = task.delivery.channel;
            let fold = fold.or_insert_with(|| Fold {
                integration,
                channel,
                subject,
                changes: Vec::new(),
                on_account_of: BTreeSet::new(),
                is_named: true,
            });
            fold.changes.push((number, change));
        }
    }
    folds.into_values().collect()
}

impl Outcome {
    fn add(&mut self, folded: Folded) {
        self.orders.extend(folded.stored.and_then(StoredState::into_order).as_ref().and_then(StoredOrder::summary));
        self.failed.extend(folded.failed);
    }

    fn belongs<'a>(&mut self, orders: impl Iterator<Item = &'a SubjectKey>, tasks: &BTreeSet<usize>) {
        orders.for_each(|order| self.belongs_to.entry(order.clone()).or_default().extend(tasks));
    }

    fn changes(&mut self, order: &SubjectKey, tasks: &BTreeSet<usize>) {
        for task in tasks {
            self.orders_of.entry(*task).or_default().insert(order.clone());
        }
    }

    fn undone(&mut self, tasks: &BTreeSet<usize>, error: StoreError) {
        let error = Arc::new(error);
        self.undone.extend(tasks.iter().map(|task| (*task, Arc::clone(&error))));
    }
}

/// Orders that have to be derived anew, each with the tasks on whose account.
#[derive(Default)]
struct Dependents(BTreeMap<SubjectKey, BTreeSet<usize>>);

impl Dependents {
    /// Adds the orders to which what was folded belongs.
    fn add(
        &mut self,
        orders: Result<BTreeSet<SubjectKey>, StoreError>,
        tasks: &BTreeSet<usize>,
        outcome: &mut Outcome,
    ) {
        match orders {
            Ok(orders) => orders.into_iter().for_each(|order| self.0.entry(order).or_default().extend(tasks)),
            // It will be as unreadable at the next try, and nobody else's deliveries have to wait for it.
            Err(StoreError::Unreadable { detail, .. }) => {
                error!(detail, "a link cannot be read");
                let failure = NormalizeError::new("state_unreadable", "what belongs to the subject cannot be read");
                outcome.failed.extend(tasks.iter().map(|task| (*task, failure.clone())));
            }
            Err(error) => outcome.undone(tasks, error),
        }
    }

    async fn derive(self, joins: &Joins<'_>, outcome: &mut Outcome) {
        let derivations = self.0.iter().map(|(order, tasks)| derive(joins, order, tasks, true)).collect();
        for ((order, tasks), derived) in self.0.iter().zip(bounded(AT_ONCE, derivations).await) {
            outcome.changes(order, tasks);
            match derived {
                Ok(folded) => outcome.add(folded),
                Err(error) => outcome.undone(tasks, error),
            }
        }
    }
}

/// Derives one order anew, on account of these tasks; nothing where its integration was removed. `is_named` says whether
/// their events are yet to be written, and name it.
pub(crate) async fn derive(
    joins: &Joins<'_>,
    order: &SubjectKey,
    tasks: &BTreeSet<usize>,
    is_named: bool,
) -> Result<Folded, StoreError> {
    let SubjectKey { integration, subject } = order.clone();
    let Some(settings) = joins.settings.of(&integration).await? else { return Ok(Folded::default()) };
    let (channel, on_account_of) = (settings.channel, tasks.clone());
    Fold { integration, channel, subject, changes: Vec::new(), on_account_of, is_named }.run(joins).await
}
