//! One event, with the delivery that it is of.

use lambda_http::http::StatusCode;
use serde::Serialize;
use shared::answer::{Answer, ClientError, json};
use shared::event_id::EventId;
use shared::event_line::EventLine;
use shared::sign_in::User;

use super::delivery::DeliveryView;
use crate::dashboard::Dashboard;
use crate::query::Query;
use crate::refusal::Refusal;

#[derive(Serialize)]
struct Detail {
    #[serde(flatten)]
    line: EventLine,
    /// `None` if it is no longer kept.
    delivery: Option<DeliveryView>,
}

/// `GET /api/webhooks/{id}`
pub(crate) async fn one(dashboard: &Dashboard, user: &User, id: &str, query: Option<&str>) -> Result<Answer, Refusal> {
    Query::none(query)?;
    let id: EventId = id.parse().map_err(|_| ClientError::not_found())?;
    let integrations = dashboard.integrations_of(user, None).await?;
    let event = dashboard.events.find(&integrations, id).await?.ok_or_else(ClientError::not_found)?;
    let key = event.delivery_key();
    let delivery = dashboard.deliveries.get(&key).await?;
    Ok(json(StatusCode::OK, &Detail { line: event.line, delivery: delivery.map(DeliveryView::of) }))
}
