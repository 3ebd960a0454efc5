//! The replay of one event.

use lambda_http::http::StatusCode;
use serde::Serialize;
use shared::answer::{Answer, ClientError, json};
use shared::delivery::DeliveryKey;
use shared::event_id::EventId;
use shared::sign_in::User;
use shared::store::replays::Replay;
use tracing::info;

use super::rights::{forbidden, may_replay};
use crate::dashboard::Dashboard;
use crate::query::Query;
use crate::refusal::Refusal;

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
) -> Result<Answer, Refusal> {
    Query::none(query)?;
    let id: EventId = id.parse().map_err(|_| ClientError::not_found())?;
    let mine = dashboard.memberships.of_user(user.as_str()).await?;
    let integrations: Vec<_> = mine.iter().map(|(integration, _)| integration.clone()).collect();
    let event = dashboard.events.find(&integrations, id).await?.ok_or_else(ClientError::not_found)?;
    let integration = event.line.integration;
    if !mine.iter().any(|(id, role)| *id == integration && may_replay(*role)) {
        return Err(forbidden().into());
    }
    let key = DeliveryKey { integration, id: event.delivery_id };
    match dashboard.replays.ask(&key, dashboard.clock.now()).await? {
        Replay::Asked { replays } => {
            info!(integration = %key.integration, event.id = %id, replays, "a replay was asked for");
            Ok(json(StatusCode::OK, &Replayed { id, replays }))
        }
        Replay::Gone => {
            Err(ClientError::new(StatusCode::GONE, "gone", "The event's delivery is no longer kept.").into())
        }
    }
}
