//! Projects a whole batch: first the subjects that its records change, concurrently, then the orders that depend on them.

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

use super::context::ProjectionContext;
use super::dependent_orders::dependent_orders;
use super::recompute_order::recompute_order;
use super::subject_projection::{ProjectionResult, SubjectProjection};
use crate::batch_item_failures::{BatchItemFailures, BatchPosition, StepResult};
use crate::delivery_record::DeliveryRecord;

const MAX_CONCURRENT_PROJECTIONS: usize = 16;

/// Orders, each with the records that concern it.
type RecordsByOrder = BTreeMap<SubjectKey, BTreeSet<BatchPosition>>;

/// A batch after its projection.
pub(crate) struct ProjectedBatch {
    /// The records, without those that have to be sent again. Their states say whether their changes were applied.
    pub(crate) records: Vec<DeliveryRecord>,
    /// The orders that were projected or recomputed, as they are now. If an order occurs twice, its newer summary comes
    /// later.
    pub(crate) orders: Vec<OrderSummary>,
    /// The orders that show a shipment, return or payment that a record has changed.
    pub(crate) dependent_orders: RecordsByOrder,
}

/// Projects the changes of all records.
pub(crate) async fn project_batch(
    context: &ProjectionContext<'_>,
    records: Vec<DeliveryRecord>,
) -> StepResult<ProjectedBatch> {
    let mut projected = Projected::default();
    let projections = projections(&records);
    for (projection, result) in projections.iter().zip(run_all(context, &projections).await) {
        projected.add_subject(projection, result);
    }
    let to_recompute = std::mem::take(&mut projected.to_recompute);
    let recomputed = to_recompute.iter().map(|(order, records)| recompute_order(context, order, records, true));
    let recomputed = bounded(MAX_CONCURRENT_PROJECTIONS, recomputed.collect()).await;
    for ((order, records), result) in to_recompute.iter().zip(recomputed) {
        projected.add_recomputed(order, records, result);
    }
    projected.finish(records)
}

/// The result of a projection, and the orders that have to be recomputed after it.
type SubjectResult = Result<(ProjectionResult, Result<BTreeSet<SubjectKey>, StoreError>), StoreError>;

async fn run_all(context: &ProjectionContext<'_>, projections: &[SubjectProjection<'_>]) -> Vec<SubjectResult> {
    let runs = projections.iter().map(|projection| run(context, projection));
    bounded(MAX_CONCURRENT_PROJECTIONS, runs.collect()).await
}

async fn run(context: &ProjectionContext<'_>, projection: &SubjectProjection<'_>) -> SubjectResult {
    let result = projection.run(context).await?;
    let to_recompute = match &result.stored {
        Some(stored) if stored.subject.kind() != Kind::Order => dependent_orders(context, stored).await,
        _ => Ok(result.competing_orders.clone()),
    };
    Ok((result, to_recompute))
}

/// The changes of all records by subject, so that the records of one batch never conflict with each other.
fn projections(records: &[DeliveryRecord]) -> Vec<SubjectProjection<'_>> {
    let mut projections: BTreeMap<(IntegrationId, Subject), SubjectProjection<'_>> = BTreeMap::new();
    for record in records {
        for change in record.changes() {
            let (integration, subject) = (record.delivery.key.integration.clone(), change.subject());
            let projection = projections.entry((integration.clone(), subject.clone()));
            let projection = projection.or_insert_with(|| SubjectProjection {
                integration,
                channel: record.delivery.channel,
                subject,
                changes: Vec::new(),
                caused_by: BTreeSet::new(),
                is_named_by_event: true,
            });
            projection.changes.push((record.position, change));
        }
    }
    projections.into_values().collect()
}

/// The results of a batch's projections so far.
#[derive(Default)]
struct Projected {
    orders: Vec<OrderSummary>,
    not_applied: Vec<(BatchPosition, NormalizeError)>,
    /// Records that have to be sent again because DynamoDB failed.
    store_errors: BTreeMap<BatchPosition, Arc<StoreError>>,
    dependent_orders: RecordsByOrder,
    to_recompute: RecordsByOrder,
    changed_orders: BTreeMap<BatchPosition, BTreeSet<SubjectKey>>,
}

impl Projected {
    fn add_subject(&mut self, projection: &SubjectProjection<'_>, result: SubjectResult) {
        let positions = projection.positions();
        let (result, to_recompute) = match result {
            Ok(results) => results,
            Err(error) => return self.add_store_error(&positions, error),
        };
        self.add_result(result);
        if projection.subject.kind() == Kind::Order {
            let (integration, subject) = (projection.integration.clone(), projection.subject.clone());
            self.add_changed_order(&SubjectKey { integration, subject }, &positions);
        } else {
            for order in to_recompute.iter().flatten() {
                self.dependent_orders.entry(order.clone()).or_default().extend(&positions);
            }
        }
        match to_recompute {
            Ok(orders) => {
                for order in orders {
                    self.to_recompute.entry(order).or_default().extend(&positions);
                }
            }
            // A retry would not help, and other deliveries would have to wait: the records' events fail instead.
            Err(StoreError::Unreadable { detail, .. }) => {
                error!(detail, "a link cannot be read");
                let error = NormalizeError::new("state_unreadable", "the orders of the subject cannot be read");
                self.not_applied.extend(positions.iter().map(|position| (*position, error.clone())));
            }
            Err(error) => self.add_store_error(&positions, error),
        }
    }

    fn add_recomputed(
        &mut self,
        order: &SubjectKey,
        positions: &BTreeSet<BatchPosition>,
        result: Result<ProjectionResult, StoreError>,
    ) {
        self.add_changed_order(order, positions);
        match result {
            Ok(result) => self.add_result(result),
            Err(error) => self.add_store_error(positions, error),
        }
    }

    fn add_result(&mut self, result: ProjectionResult) {
        let order = result.stored.and_then(StoredState::into_order);
        self.orders.extend(order.as_ref().and_then(StoredOrder::summary));
        self.not_applied.extend(result.not_applied);
    }

    fn add_changed_order(&mut self, order: &SubjectKey, positions: &BTreeSet<BatchPosition>) {
        for position in positions {
            self.changed_orders.entry(*position).or_default().insert(order.clone());
        }
    }

    fn add_store_error(&mut self, positions: &BTreeSet<BatchPosition>, error: StoreError) {
        let error = Arc::new(error);
        self.store_errors.extend(positions.iter().map(|position| (*position, Arc::clone(&error))));
    }

    fn finish(mut self, records: Vec<DeliveryRecord>) -> StepResult<ProjectedBatch> {
        let failures = self.store_errors.iter().map(|(position, error)| BatchItemFailures::record(*position, error));
        let failures = failures.collect();
        let mut errors: BTreeMap<BatchPosition, NormalizeError> = self.not_applied.into_iter().collect();
        let records = records.into_iter().filter(|record| !self.store_errors.contains_key(&record.position));
        let records = records.map(|record| {
            let changed_orders = self.changed_orders.remove(&record.position).unwrap_or_default();
            let record = match errors.remove(&record.position) {
                Some(error) => record.with_failed_projection(error),
                None => record,
            };
            DeliveryRecord { changed_orders, ..record }
        });
        let records = records.collect();
        let output = ProjectedBatch { records, orders: self.orders, dependent_orders: self.dependent_orders };
        StepResult { output, failures }
    }
}
