//! The list of orders, the one that was placed last first.

use auth::User;
use domain::state::order::OrderSummary;
use lambda_http::http::StatusCode;
use runtime::response::{Response, json};
use serde::Serialize;
use store::StoreError;
use store::states::StoredOrder;
use types::event_id::EventId;
use types::time::Time;

use super::cursor::OrderCursor;
use super::filter::Filter;
use crate::dashboard::Dashboard;
use crate::error::ApiError;
use crate::paging::{KWayMerge, PageChunk, PageRequest, Paging, encode, page};
use crate::query::Query;

/// From the year 0 to the calendar's end in 9999, in milliseconds since the Unix epoch: the times whose text order is
/// their time order.
const EARLIEST_MS: i64 = -62_167_219_200_000;
const LATEST_MS: i64 = 253_402_207_200_000;

#[derive(Serialize)]
struct Orders {
    orders: Vec<OrderSummary>,
    next: Option<String>,
    /// Who goes live from here misses nothing that came after these reads began.
    cursor: EventId,
}

/// `GET /api/orders`
pub(crate) async fn list(dashboard: &Dashboard, user: &User, query: Option<&str>) -> Result<Response, ApiError> {
    let cursor = EventId::first_of(dashboard.clock.now());
    let known = [["limit", "after", "from", "to"].as_slice(), &Filter::PARAMETERS].concat();
    let query = Query::read(query, &known)?;
    let (paging, filter) = (Paging::<OrderCursor>::read(&query)?, Filter::read(&query)?);
    let integrations = dashboard.integrations_of(user, filter.integration.as_ref()).await?;

    let bounds = (paging.from.unwrap_or_else(|| time(EARLIEST_MS)), paging.to.unwrap_or_else(|| time(LATEST_MS)));
    let fetch = |ask: PageRequest<OrderCursor>| {
        let integration = &integrations[ask.list];
        async move {
            let after = ask.after.map(|place| place.within(integration));
            let limit = i32::try_from(ask.count).unwrap_or(i32::MAX);
            let orders = dashboard.orders.newest(integration, after.as_ref(), bounds, limit).await?;
            // Fewer than asked for is not the end: an order that the index has already may still be missing in the
            // table's eventually consistent reads.
            let ended = orders.is_empty();
            Ok::<_, StoreError>(PageChunk { rows: orders.iter().filter_map(StoredOrder::summary).collect(), ended })
        }
    };
    let merge = KWayMerge::new(integrations.len(), paging.limit, paging.after, filter.is_narrow());
    let page = page(merge, fetch, |line| filter.takes(line)).await?;
    Ok(json(StatusCode::OK, &Orders { orders: page.rows, next: page.next.as_ref().map(encode), cursor }))
}

fn time(millis: i64) -> Time {
    Time::from_millis(millis).expect("a constant within the calendar")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bounds_are_those_of_four_digit_years() {
        assert_eq!(time(EARLIEST_MS).to_string(), "0000-01-01T00:00:00.000Z");
        assert_eq!(time(LATEST_MS).to_string(), "9999-12-30T22:00:00.000Z");
    }
}
