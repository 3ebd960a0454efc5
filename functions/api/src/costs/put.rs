//! `PUT /api/costs`: adds and replaces costs.

use std::time::Duration;

use domain::permissions::Action;
use runtime::response::ErrorResponse;
use serde::Serialize;
use tokio::time::timeout_at;
use tracing::info;

use super::permissions::permitted_integration;
use super::request::parse_costs;
use crate::context::ApiContext;
use crate::error::ApiError;
use crate::query::QueryParameters;
use crate::request::ApiRequest;
use crate::response::Json;

/// The query parameters of `PUT /api/costs`.
pub(crate) const PUT_PARAMETERS: QueryParameters = &[&["integration"]];

/// From the start of the request; the function's timeout is 10 s (`template.yaml`). After a timeout some of the costs may
/// be stored; the client can put all of them again.
const PUT_TIMEOUT: Duration = Duration::from_secs(8);

/// The stored costs.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct PutCostsResponse {
    /// How many costs were stored.
    stored: usize,
}

/// `PUT /api/costs`
pub(crate) async fn put(context: &ApiContext, request: &ApiRequest) -> Result<Json<PutCostsResponse>, ApiError> {
    let query = &request.query;
    let integration = permitted_integration(context, &request.user, query, Action::PutCosts).await?;
    let costs = parse_costs(&request.headers, &request.body)?;
    let put = timeout_at(request.started_at + PUT_TIMEOUT, context.costs.put(&integration, &costs));
    put.await.map_err(|_| ErrorResponse::unavailable())??;
    info!(%integration, costs = costs.len(), "unit costs stored");
    Ok(Json(PutCostsResponse { stored: costs.len() }))
}
