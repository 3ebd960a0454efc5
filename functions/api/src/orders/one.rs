//! One order, with all that is known of it.

use lambda_http::http::StatusCode;
use shared::answer::{Answer, ClientError, json};
use shared::sign_in::User;
use shared::store::states::StoredOrder;

use crate::dashboard::Dashboard;
use crate::query::Query;
use crate::refusal::Refusal;

/// The longest id that is looked for, in bytes; a channel's ids have at most 64.
const LONGEST_ID: usize = 256;

/// `GET /api/orders/{id}`
pub(crate) async fn one(dashboard: &Dashboard, user: &User, id: &str, query: Option<&str>) -> Result<Answer, Refusal> {
    let query = Query::read(query, &["integration"])?;
    let named = query.parsed("integration", "the id of an integration", |text| text.parse().ok())?;
    if !(1..=LONGEST_ID).contains(&id.len()) {
        return Err(ClientError::not_found().into());
    }
    let integrations = dashboard.integrations_of(user, named.as_ref()).await?;
    let ids = integrations.into_iter().map(|integration| (integration, id.to_owned()));
    let found = dashboard.orders.of_ids(ids).await?;
    let mut orders: Vec<_> = found.iter().filter_map(StoredOrder::detail).collect();
    if orders.len() > 1 {
        let message = "Several integrations have an order of this id: say which by `integration`.";
        return Err(ClientError::bad_request("integration_needed", message).into());
    }
    let order = orders.pop().ok_or_else(ClientError::not_found)?;
    Ok(json(StatusCode::OK, &order))
}
