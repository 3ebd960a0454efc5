//! `POST /api/webhooks/{id}/replay`: the replay of one event.

use domain::permissions::Action;
use lambda_http::http::StatusCode;
use runtime::response::ErrorResponse;
use serde::Serialize;
use store::replays::ReplayResult;
use tracing::info;
use types::event_id::EventId;

use super::super::permissions::permitted_event;
use crate::context::ApiContext;
use crate::error::ApiError;
use crate::request::ApiRequest;
use crate::response::Json;

/// A requested replay.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct ReplayResponse {
    /// The event's id.
    id: EventId,
    /// How often a replay of the event has been requested, this one included.
    replays: u64,
}

/// `POST /api/webhooks/{id}/replay`
pub(crate) async fn replay_event(context: &ApiContext, request: &ApiRequest) -> Result<Json<ReplayResponse>, ApiError> {
    let id = request.path_parameter("id");
    let event = permitted_event(context, &request.user, id, Action::ReplayEvents).await?.event;
    let (id, key) = (event.summary.id, event.delivery_key());
    match context.replays.request(&key, context.clock.now()).await? {
        ReplayResult::Requested { replays } => {
            info!(integration = %key.integration, event.id = %id, replays, "replay requested");
            Ok(Json(ReplayResponse { id, replays }))
        }
        ReplayResult::Gone => {
            Err(ErrorResponse::new(StatusCode::GONE, "gone", "The event's delivery is no longer stored.").into())
        }
    }
}
