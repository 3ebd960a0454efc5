//! `GET /api/costs`: the costs of an integration, by SKU and time.

use domain::permissions::Action;
use serde::Serialize;
use store::ledger::{CostCursor, SkuCost};
use types::time::Time;

use super::permissions::permitted_integration;
use crate::context::ApiContext;
use crate::error::ApiError;
use crate::paging::{Paging, encode};
use crate::query::QueryParameters;
use crate::request::ApiRequest;
use crate::response::Json;

/// The query parameters of `GET /api/costs`.
pub(crate) const LIST_PARAMETERS: QueryParameters = &[&["integration"], &Paging::<CostCursor>::PARAMETERS];

/// One page of unit costs.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct CostListResponse {
    /// The costs, by SKU and time.
    costs: Vec<CostResponse>,
    /// The `after` of the next page; null on the last page.
    next: Option<String>,
}

/// The cost of one unit of a SKU, in the form in which `PUT` accepts it.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct CostResponse {
    /// The SKU.
    sku: String,
    /// The amount as a decimal string, such as `240.00`.
    cost: String,
    /// The currency, such as `INR`.
    currency: String,
    /// The time from which the cost holds, until the next cost of the SKU; null for a cost without a start.
    from: Option<Time>,
}

impl From<SkuCost> for CostResponse {
    fn from(SkuCost { sku, cost, from }: SkuCost) -> Self {
        Self { sku, cost: cost.amount.to_string(), currency: cost.currency, from }
    }
}

/// `GET /api/costs`
pub(crate) async fn list(context: &ApiContext, request: &ApiRequest) -> Result<Json<CostListResponse>, ApiError> {
    let query = &request.query;
    let paging = Paging::<CostCursor>::parse(query)?;
    let integration = permitted_integration(context, &request.user, query, Action::SeeCosts).await?;
    let (costs, next) = context.costs.list(&integration, paging.after.as_ref(), paging.limit).await?;
    let costs = costs.into_iter().map(CostResponse::from).collect();
    Ok(Json(CostListResponse { costs, next: next.as_ref().map(encode) }))
}
