//! One integration, with how it is doing.

use lambda_http::http::StatusCode;
use serde::Serialize;
use shared::answer::{Answer, json};
use shared::event_id::EventId;
use shared::event_line::Status;
use shared::integration::IntegrationId;
use shared::sign_in::User;
use shared::statistics::Step;
use shared::store::StoreError;
use shared::store::ledger::HOURS;
use shared::time::{DAY_MS, Time};

use super::roster::Roster;
use super::view::IntegrationView;
use crate::dashboard::Dashboard;
use crate::query::Query;
use crate::refusal::Refusal;

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
pub(crate) async fn one(dashboard: &Dashboard, user: &User, id: &str, query: Option<&str>) -> Result<Answer, Refusal> {
    Query::none(query)?;
    let roster = Roster::read(dashboard, user, id).await?;
    let id = &roster.integration.id;
    let (last_event, failed_last_day) = tokio::try_join!(last_event(dashboard, id), failed(dashboard, id))?;
    Ok(json(StatusCode::OK, &One { view: roster.view(), last_event, failed_last_day }))
}

async fn last_event(dashboard: &Dashboard, id: &IntegrationId) -> Result<Option<LastEvent>, StoreError> {
    let first = Time::from_millis(0).map_or(EventId::MAX, EventId::first_of);
    let newest = dashboard.events.newest(id, first, EventId::MAX, 1).await?.into_iter().next();
    Ok(newest.map(|event| LastEvent {
        id: event.line.id,
        received_at: event.line.received_at,
        status: event.line.status,
    }))
}

async fn failed(dashboard: &Dashboard, id: &IntegrationId) -> Result<u64, StoreError> {
    let now = dashboard.clock.now();
    let window = (Step::Hour.floor(now.plus_millis(-DAY_MS)), now);
    let hours = dashboard.rollups.within(&HOURS, id, window, false).await?;
    Ok(hours.iter().map(|(_, hour)| hour.total().failed).sum())
}
