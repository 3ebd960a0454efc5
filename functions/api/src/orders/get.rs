//! `GET /api/orders/{id}`: one order with its history.

use domain::permissions::Action;
use domain::state::order::OrderDetail;
use runtime::response::ErrorResponse;
use serde::Serialize;

use super::history::OrderHistory;
use super::related_subjects::related_subjects;
use crate::context::ApiContext;
use crate::error::ApiError;
use crate::query::QueryParameters;
use crate::request::ApiRequest;
use crate::response::Json;

/// The query parameters of `GET /api/orders/{id}`.
pub(crate) const GET_PARAMETERS: QueryParameters = &[&["integration"]];

/// The longest id that is looked up. The ids of channels have at most 64 bytes.
pub(crate) const MAX_ID_BYTES: usize = 256;

/// An order with its history.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct OrderResponse {
    #[serde(flatten)]
    order: OrderDetail,
    #[serde(flatten)]
    history: OrderHistory,
}

/// `GET /api/orders/{id}`
pub(crate) async fn get(context: &ApiContext, request: &ApiRequest) -> Result<Json<OrderResponse>, ApiError> {
    let query = &request.query;
    let named = query.integration()?;
    let id = request.path_parameter("id");
    if !(1..=MAX_ID_BYTES).contains(&id.len()) {
        return Err(ErrorResponse::not_found().into());
    }
    let visible = context.permitted_integrations(&request.user, Action::SeeOrders, None).await?;
    let searched = visible.iter().filter(|integration| named.as_ref().is_none_or(|named| named == *integration));
    let ids = searched.map(|integration| (integration.clone(), id.to_owned()));
    let stored_orders = context.orders.of_ids(ids).await?;
    let mut orders: Vec<_> = stored_orders.iter().filter_map(|stored| Some((stored, stored.detail()?))).collect();
    if orders.len() > 1 {
        let message = "Several integrations have an order with this id. Name one with `integration`.";
        return Err(ErrorResponse::bad_request("integration_needed", message).into());
    }
    let (stored, order) = orders.pop().ok_or_else(ErrorResponse::not_found)?;
    let subjects = related_subjects(&stored.integration, id, stored.state.joined(), &visible);
    let history = OrderHistory::read(context, &subjects).await?;
    Ok(Json(OrderResponse { order, history }))
}
