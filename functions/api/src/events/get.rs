//! `GET /api/webhooks/{id}`: one event with its delivery.

use domain::event_summary::EventSummary;
use domain::integration::IntegrationId;
use domain::permissions::Action;
use runtime::response::ErrorResponse;
use serde::Serialize;
use types::event_id::EventId;

use super::delivery_response::DeliveryResponse;
use crate::context::ApiContext;
use crate::error::ApiError;
use crate::request::ApiRequest;
use crate::response::Json;

/// An event with its delivery.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct EventResponse {
    #[serde(flatten)]
    summary: EventSummary,
    /// The delivery; null if it is no longer stored, or if the caller's role may not see deliveries.
    delivery: Option<DeliveryResponse>,
}

/// `GET /api/webhooks/{id}`
pub(crate) async fn get(context: &ApiContext, request: &ApiRequest) -> Result<Json<EventResponse>, ApiError> {
    let id: EventId = request.path_parameter("id").parse().map_err(|_| ErrorResponse::not_found())?;
    let roles = context.roles(&request.user).await?;
    let permitted = |action| -> Vec<IntegrationId> {
        roles.iter().filter(|(_, role)| role.may(action)).map(|(integration, _)| integration.clone()).collect()
    };
    let event = context.events.find(&permitted(Action::SeeEvents), id).await?.ok_or_else(ErrorResponse::not_found)?;
    let delivery = if permitted(Action::SeeRawDeliveries).contains(&event.summary.integration) {
        context.deliveries.get(&event.delivery_key()).await?
    } else {
        None
    };
    let delivery = delivery.map(DeliveryResponse::from_delivery);
    Ok(Json(EventResponse { summary: event.summary, delivery }))
}
