//! Costs that are put.

use std::time::Duration;

use auth::User;
use lambda_http::Request;
use lambda_http::http::StatusCode;
use runtime::response::{ErrorResponse, Response, json};
use serde::Serialize;
use tokio::time::{Instant, timeout_at};
use tracing::info;

use super::{body, rights};
use crate::dashboard::Dashboard;
use crate::error::ApiError;
use crate::query::Query;

/// The function has 10 s (`template.yaml`). Who is told to try again finds some of the costs stored, and may put all.
const PUT_UNTIL: Duration = Duration::from_secs(8);

#[derive(Serialize)]
struct Put {
    stored: usize,
}

/// `PUT /api/costs`, of a request that came at `began`.
pub(crate) async fn put(
    dashboard: &Dashboard,
    user: &User,
    request: &Request,
    began: Instant,
) -> Result<Response, ApiError> {
    let query = Query::read(request.uri().query(), &["integration"])?;
    let (integration, role) = rights::named(dashboard, user, &query).await?;
    rights::may_put(role)?;
    let costs = body::read(request)?;
    let put = timeout_at(began + PUT_UNTIL, dashboard.costs.put(&integration, &costs));
    put.await.map_err(|_| ErrorResponse::unavailable())??;
    info!(%integration, costs = costs.len(), "unit costs were put");
    Ok(json(StatusCode::OK, &Put { stored: costs.len() }))
}
