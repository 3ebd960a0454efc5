//! `GET /api/orders`: the list of orders, the most recently placed first.

use domain::permissions::Action;
use domain::state::order::OrderSummary;
use serde::Serialize;
use store::StoreError;
use store::states::StoredOrder;
use types::event_id::EventId;
use types::time::Time;

use super::cursor::OrderCursor;
use super::filter::OrderFilter;
use crate::context::ApiContext;
use crate::error::ApiError;
use crate::paging::{KWayMerge, PageChunk, PageRequest, Paging, encode, page};
use crate::query::QueryParameters;
use crate::request::ApiRequest;
use crate::response::Json;

/// The query parameters of `GET /api/orders`.
pub(crate) const LIST_PARAMETERS: QueryParameters =
    &[&Paging::<OrderCursor>::TIME_PARAMETERS, &OrderFilter::PARAMETERS];

/// From the year 0 to the end of the calendar in 9999, in milliseconds since the Unix epoch: the times whose texts sort
/// in the same order as the times.
const EARLIEST_MS: i64 = -62_167_219_200_000;
const LATEST_MS: i64 = 253_402_207_200_000;

/// One page of orders.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct OrderListResponse {
    /// The orders, the most recently placed first.
    orders: Vec<OrderSummary>,
    /// The `after` of the next page; null on the last page.
    next: Option<String>,
    /// The cursor for a live connection: a client that resumes from it misses no change that was received after this list
    /// was read.
    cursor: EventId,
}

/// `GET /api/orders`
pub(crate) async fn list(context: &ApiContext, request: &ApiRequest) -> Result<Json<OrderListResponse>, ApiError> {
    // Before the first read, so that no change falls between the list and the live connection.
    let cursor = EventId::first_of(context.clock.now());
    let query = &request.query;
    let (paging, filter) = (Paging::<OrderCursor>::parse(query)?, OrderFilter::parse(query)?);
    let named = filter.integration.as_ref();
    let integrations = context.permitted_integrations(&request.user, Action::SeeOrders, named).await?;

    let bounds = (paging.from.unwrap_or_else(|| time(EARLIEST_MS)), paging.to.unwrap_or_else(|| time(LATEST_MS)));
    let fetch = |request: PageRequest<OrderCursor>| {
        let integration = &integrations[request.list];
        async move {
            let after = request.after.map(|cursor| cursor.within(integration));
            let limit = i32::try_from(request.count).unwrap_or(i32::MAX);
            let orders = context.orders.newest(integration, after.as_ref(), bounds, limit).await?;
            // A short chunk need not be the last one: an order that is in the index already may still be missing in the
            // eventually consistent reads of the table.
            let is_last = orders.is_empty();
            Ok::<_, StoreError>(PageChunk { rows: orders.iter().filter_map(StoredOrder::summary).collect(), is_last })
        }
    };
    let merge = KWayMerge::new(integrations.len(), paging.limit, paging.after, filter.may_skip_rows());
    let page = page(merge, fetch, |order| filter.matches(order)).await?;
    Ok(Json(OrderListResponse { orders: page.rows, next: page.next.as_ref().map(encode), cursor }))
}

fn time(millis: i64) -> Time {
    Time::from_millis(millis).expect("a constant within the calendar")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn default_bounds_are_those_of_four_digit_years() {
        assert_eq!(time(EARLIEST_MS).to_string(), "0000-01-01T00:00:00.000Z");
        assert_eq!(time(LATEST_MS).to_string(), "9999-12-30T22:00:00.000Z");
    }
}
