//! One event, with the delivery that it is of.

use auth::User;
use domain::event_summary::EventSummary;
use lambda_http::http::StatusCode;
use runtime::response::{ErrorResponse, Response, json};
use serde::Serialize;
use types::event_id::EventId;

use super::delivery::DeliveryView;
use crate::dashboard::Dashboard;
use crate::error::ApiError;
use crate::query::Query;

#[derive(Serialize)]
struct Detail {
    #[serde(flatten)]
    line: EventSummary,
    /// `None` if it is no longer kept.
    delivery: Option<DeliveryView>,
}

/// `GET /api/webhooks/{id}`
pub(crate) async fn one(
    dashboard: &Dashboard,
    user: &User,
    id: &str,
    query: Option<&str>,
) -> Result<Response, ApiError> {
    Query::none(query)?;
    let id: EventId = id.parse().map_err(|_| ErrorResponse::not_found())?;
    let integrations = dashboard.integrations_of(user, None).await?;
    let event = dashboard.events.find(&integrations, id).await?.ok_or_else(ErrorResponse::not_found)?;
    let key = event.delivery_key();
    let delivery = dashboard.deliveries.get(&key).await?;
    Ok(json(StatusCode::OK, &Detail { line: event.summary, delivery: delivery.map(DeliveryView::of) }))
}
