//! One integration, with how it is doing.

use auth::User;
use domain::event_summary::Status;
use domain::integration::{Integration, IntegrationId};
use domain::statistics::BucketSize;
use lambda_http::http::StatusCode;
use runtime::response::{Response, json};
use serde::Serialize;
use store::StoreError;
use store::ledger::{HOUR_ROLLUPS, ReconcileCheckpoint};
use types::event_id::EventId;
use types::time::{DAY_MS, Time};

use super::members::Roster;
use super::view::IntegrationView;
use crate::dashboard::Dashboard;
use crate::error::ApiError;
use crate::query::Query;

#[derive(Serialize)]
struct One {
    #[serde(flatten)]
    view: IntegrationView,
    /// `None` where none is kept.
    last_event: Option<LastEvent>,
    /// Events of this hour and the 24 before it that are failed, as far as they are rolled up.
    failed_last_day: u64,
}

#[derive(Serialize)]
struct LastEvent {
    id: EventId,
    received_at: Time,
    status: Status,
}

/// `GET /api/integrations/{id}`
pub(crate) async fn one(
    dashboard: &Dashboard,
    user: &User,
    id: &str,
    query: Option<&str>,
) -> Result<Response, ApiError> {
    Query::none(query)?;
    let roster = Roster::read(dashboard, user, id).await?;
    let integration = &roster.integration;
    let (last_event, failed_last_day, mark) = tokio::try_join!(
        last_event(dashboard, &integration.id),
        failed(dashboard, &integration.id),
        mark(dashboard, integration)
    )?;
    Ok(json(StatusCode::OK, &One { view: roster.view().reconciled(mark), last_event, failed_last_day }))
}

/// How far its channel was asked, where it can be.
async fn mark(dashboard: &Dashboard, integration: &Integration) -> Result<Option<ReconcileCheckpoint>, StoreError> {
    let Integration { channel, id, .. } = integration;
    match channels::adapter(*channel).reconcile_topic() {
        Some(_) => dashboard.marks.of(*channel, id).await,
        None => Ok(None),
    }
}

async fn last_event(dashboard: &Dashboard, id: &IntegrationId) -> Result<Option<LastEvent>, StoreError> {
    let first = Time::from_millis(0).map_or(EventId::MAX, EventId::first_of);
    let newest = dashboard.events.newest(id, first, EventId::MAX, 1).await?.into_iter().next();
    Ok(newest.map(|event| LastEvent {
        id: event.summary.id,
        received_at: event.summary.received_at,
        status: event.summary.status,
    }))
}

async fn failed(dashboard: &Dashboard, id: &IntegrationId) -> Result<u64, StoreError> {
    let now = dashboard.clock.now();
    let window = (BucketSize::Hour.floor(now.plus_millis(-DAY_MS)), now);
    let hours = dashboard.rollups.within(&HOUR_ROLLUPS, id, window, false).await?;
    Ok(hours.iter().map(|(_, hour)| hour.total().failed).sum())
}
