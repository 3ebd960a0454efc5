//! `GET /api/integrations/{id}`: one integration with its activity.

use domain::event_summary::Status;
use domain::integration::{Integration, IntegrationId};
use domain::permissions::Action;
use domain::statistics::BucketSize;
use serde::Serialize;
use store::StoreError;
use store::ledger::{HOUR_ROLLUPS, ReconcileCheckpoint};
use types::event_id::EventId;
use types::time::{DAY_MS, Time};

use super::integration_members::IntegrationMembers;
use super::response::IntegrationResponse;
use crate::context::ApiContext;
use crate::error::ApiError;
use crate::request::ApiRequest;
use crate::response::Json;

/// An integration with its activity.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct IntegrationDetailResponse {
    #[serde(flatten)]
    integration: IntegrationResponse,
    /// The newest event; null if no event is stored.
    last_event: Option<LastEvent>,
    /// How many events failed in the current hour and the 24 hours before it, as far as they are in the rollup.
    failed_last_day: u64,
}

/// The newest event of an integration.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct LastEvent {
    /// The event's id.
    id: EventId,
    /// When the webhook was received.
    received_at: Time,
    status: Status,
}

/// `GET /api/integrations/{id}`
pub(crate) async fn get(
    context: &ApiContext,
    request: &ApiRequest,
) -> Result<Json<IntegrationDetailResponse>, ApiError> {
    let current = IntegrationMembers::read(context, &request.user, request.path_parameter("id")).await?;
    let current = current.permit(Action::SeeIntegration)?;
    let integration = &current.integration;
    let (last_event, failed_last_day, checkpoint) = tokio::try_join!(
        last_event(context, &integration.id),
        failed_last_day(context, &integration.id),
        reconcile_checkpoint(context, integration)
    )?;
    let integration = current.response().with_checkpoint(checkpoint);
    Ok(Json(IntegrationDetailResponse { integration, last_event, failed_last_day }))
}

/// `None` also for a channel without reconciliation.
async fn reconcile_checkpoint(
    context: &ApiContext,
    integration: &Integration,
) -> Result<Option<ReconcileCheckpoint>, StoreError> {
    let Integration { channel, id, .. } = integration;
    match channels::adapter(*channel).reconcile_topic() {
        Some(_) => context.reconcile_checkpoints.of(*channel, id).await,
        None => Ok(None),
    }
}

async fn last_event(context: &ApiContext, id: &IntegrationId) -> Result<Option<LastEvent>, StoreError> {
    let first = Time::from_millis(0).map_or(EventId::MAX, EventId::first_of);
    let newest = context.events.newest(id, first, EventId::MAX, 1).await?.into_iter().next();
    Ok(newest.map(|event| LastEvent {
        id: event.summary.id,
        received_at: event.summary.received_at,
        status: event.summary.status,
    }))
}

async fn failed_last_day(context: &ApiContext, id: &IntegrationId) -> Result<u64, StoreError> {
    let now = context.clock.now();
    let window = (BucketSize::Hour.floor(now.plus_millis(-DAY_MS)), now);
    let hours = context.rollups.within(&HOUR_ROLLUPS, id, window, false).await?;
    Ok(hours.iter().map(|(_, hour)| hour.total().failed).sum())
}
