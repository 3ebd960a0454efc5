//! Recomputes an order after a change of a shipment, return or payment that is joined to it.

use std::collections::BTreeSet;

use store::StoreError;
use store::ledger::SubjectKey;

use super::context::ProjectionContext;
use super::subject_projection::{ProjectionResult, SubjectProjection};
use crate::batch_item_failures::BatchPosition;

/// Recomputes `order` because of the records `caused_by`; does nothing if its integration was removed.
/// `is_named_by_event` says whether the events of these records are still to be written and name the order.
///
/// # Errors
/// [`StoreError`] if DynamoDB failed.
pub(crate) async fn recompute_order(
    context: &ProjectionContext<'_>,
    order: &SubjectKey,
    caused_by: &BTreeSet<BatchPosition>,
    is_named_by_event: bool,
) -> Result<ProjectionResult, StoreError> {
    let SubjectKey { integration, subject } = order.clone();
    let Some(settings) = context.settings.of(&integration).await? else { return Ok(ProjectionResult::default()) };
    let projection = SubjectProjection {
        integration,
        channel: settings.channel,
        subject,
        changes: Vec::new(),
        caused_by: caused_by.clone(),
        is_named_by_event,
    };
    projection.run(context).await
}
