//! The replay of one event.

use auth::User;
use lambda_http::http::StatusCode;
use runtime::response::{ErrorResponse, Response, json};
use serde::Serialize;
use store::replays::ReplayResult;
use tracing::info;
use types::event_id::EventId;

use super::super::acting::acted_on;
use super::rights::forbidden;
use crate::dashboard::Dashboard;
use crate::error::ApiError;
use crate::query::Query;

#[derive(Serialize)]
struct Replayed {
    id: EventId,
    /// How often a replay was asked for so far.
    replays: u64,
}

/// `POST /api/webhooks/{id}/replay`
pub(crate) async fn replay_one(
    dashboard: &Dashboard,
    user: &User,
    id: &str,
    query: Option<&str>,
) -> Result<Response, ApiError> {
    Query::none(query)?;
    let (event, _) = acted_on(dashboard, user, id, forbidden).await?;
    let (id, key) = (event.summary.id, event.delivery_key());
    match dashboard.replays.request(&key, dashboard.clock.now()).await? {
        ReplayResult::Requested { replays } => {
            info!(integration = %key.integration, event.id = %id, replays, "a replay was asked for");
            Ok(json(StatusCode::OK, &Replayed { id, replays }))
        }
        ReplayResult::Gone => {
            Err(ErrorResponse::new(StatusCode::GONE, "gone", "The event's delivery is no longer kept.").into())
        }
    }
}
