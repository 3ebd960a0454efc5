//! One order, with all that is known of it.

use auth::User;
use domain::integration::IntegrationId;
use domain::state::order::{Joined, OrderDetail};
use domain::subject::{Kind, Subject};
use lambda_http::http::StatusCode;
use runtime::response::{ErrorResponse, Response, json};
use serde::Serialize;

use super::history::History;
use crate::dashboard::Dashboard;
use crate::error::ApiError;
use crate::query::Query;

/// The longest id that is looked for, in bytes; a channel's ids have at most 64.
const LONGEST_ID: usize = 256;

/// The most things that belong to an order and whose deliveries are in its history.
const MOST_JOINED: usize = 20;

/// An order with its history.
#[derive(Serialize)]
struct Answered {
    #[serde(flatten)]
    order: OrderDetail,
    #[serde(flatten)]
    history: History,
}

/// `GET /api/orders/{id}`
pub(crate) async fn one(
    dashboard: &Dashboard,
    user: &User,
    id: &str,
    query: Option<&str>,
) -> Result<Response, ApiError> {
    let query = Query::read(query, &["integration"])?;
    let named = query.integration()?;
    if !(1..=LONGEST_ID).contains(&id.len()) {
        return Err(ErrorResponse::not_found().into());
    }
    let visible = dashboard.integrations_of(user, None).await?;
    let asked = visible.iter().filter(|id: &&IntegrationId| named.as_ref().is_none_or(|named| named == *id));
    let ids = asked.map(|integration| (integration.clone(), id.to_owned()));
    let found = dashboard.orders.of_ids(ids).await?;
    let mut orders: Vec<_> = found.iter().filter_map(|stored| Some((stored, stored.detail()?))).collect();
    if orders.len() > 1 {
        let message = "Several integrations have an order of this id: say which by `integration`.";
        return Err(ErrorResponse::bad_request("integration_needed", message).into());
    }
    let (stored, order) = orders.pop().ok_or_else(ErrorResponse::not_found)?;
    let subjects = subjects(&stored.integration, id, stored.state.joined(), &visible);
    let history = History::read(dashboard, &subjects).await?;
    Ok(json(StatusCode::OK, &Answered { order, history }))
}

/// The order and what belongs to it, as far as the caller is a member of whose it is.
pub(crate) fn subjects(
    integration: &IntegrationId,
    id: &str,
    joined: &Joined,
    visible: &[IntegrationId],
) -> Vec<(IntegrationId, Subject)> {
    let own = [(integration.clone(), Subject::order(id))];
    let Joined { shipments, returns, payments, .. } = joined;
    let shipments = shipments.iter().map(|of| (of.integration.clone(), Subject::of(Kind::Shipment, &of.id)));
    let returns = returns.iter().map(|of| (of.integration.clone(), Subject::of(Kind::Return, &of.id)));
    let payments = payments.iter().map(|of| (of.integration.clone(), Subject::of(Kind::Payment, &of.id)));
    let joined = shipments.chain(returns).chain(payments).take(MOST_JOINED);
    own.into_iter().chain(joined.filter(|(integration, _)| visible.contains(integration))).collect()
}
