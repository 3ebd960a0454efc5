//! The costs of an integration, by article and time.

use auth::User;
use lambda_http::http::StatusCode;
use runtime::response::{Response, json};
use serde::Serialize;
use store::ledger::{CostCursor, SkuCost};
use types::time::Time;

use super::rights;
use crate::dashboard::Dashboard;
use crate::error::ApiError;
use crate::paging::{Paging, encode};
use crate::query::Query;

#[derive(Serialize)]
struct Costs {
    costs: Vec<CostView>,
    next: Option<String>,
}

/// A cost as `PUT` takes it.
#[derive(Serialize)]
struct CostView {
    sku: String,
    cost: String,
    currency: String,
    /// `None` where it holds for all time before the next.
    from: Option<Time>,
}

impl From<SkuCost> for CostView {
    fn from(SkuCost { sku, cost, from }: SkuCost) -> Self {
        Self { sku, cost: cost.amount.to_string(), currency: cost.currency, from }
    }
}

/// `GET /api/costs`
pub(crate) async fn list(dashboard: &Dashboard, user: &User, query: Option<&str>) -> Result<Response, ApiError> {
    let query = Query::read(query, &["integration", "limit", "after"])?;
    let paging = Paging::<CostCursor>::read(&query)?;
    let (integration, _) = rights::named(dashboard, user, &query).await?;
    let (costs, next) = dashboard.costs.list(&integration, paging.after.as_ref(), paging.limit).await?;
    let costs = costs.into_iter().map(CostView::from).collect();
    Ok(json(StatusCode::OK, &Costs { costs, next: next.as_ref().map(encode) }))
}
