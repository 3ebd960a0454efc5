//! The changed orders of a shop, page by page.

use channels::shopify::reconciled::{Connection, FetchLimits, FetchedOrder};
use domain::integration::Integration;
use domain::order_source::{OrderSource, OrderSourceError, Page, Window};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};
use signatures::FetchedBody;
use types::time::Time;

use super::full_order::fetch_full_order;
use super::queries::{self, ORDERS, ORDERS_PER_PAGE, Query};
use super::shop_api::{Shop, ShopApi};

/// The orders of Shopify's shops. They require the access scope `read_orders`; without `read_all_orders` Shopify
/// returns those of the last 60 days (<https://shopify.dev/docs/api/usage/access-scopes>).
#[derive(Clone, Debug)]
pub struct ShopifyOrders(ShopApi);

impl ShopifyOrders {
    /// Orders that are fetched through `api`.
    pub fn new(api: ShopApi) -> Self {
        Self(api)
    }

    async fn fetch_page(&self, shop: &Shop, window: Window, after: Option<&str>) -> Result<Page, OrderSourceError> {
        let variables = Variables {
            query: search_query(window),
            first: ORDERS_PER_PAGE,
            after,
            lines: queries::LISTED_LINE_ITEMS,
            refunds: queries::LISTED_REFUNDS,
            refund_lines: queries::LISTED_REFUND_LINE_ITEMS,
            payments: queries::LISTED_TRANSACTIONS,
            fulfillments: queries::LISTED_FULFILLMENTS,
            tracking: queries::LISTED_TRACKING_NUMBERS,
            fulfillment_lines: queries::LISTED_FULFILLMENT_LINE_ITEMS,
        };
        let query = Query { operation_name: "Orders", text: ORDERS, variables: &variables };
        let Connection { nodes, page_info } = self.0.send::<OrdersData>(shop, &query).await?.orders;
        let mut page = Page { orders: Vec::with_capacity(nodes.len()), reached: None, next: None };
        for listed in nodes {
            page.reached = page.reached.max(Some(listed.order.updated_at));
            let order = match listed.order.is_complete(LISTED_LIMITS) {
                true => Some(listed.order),
                false => fetch_full_order(&self.0, shop, &listed.id).await?,
            };
            page.orders.extend(order.map(|order| FetchedBody::from_response(order.body())));
        }
        page.next = page_info.end_cursor.filter(|_| page_info.has_next_page);
        Ok(page)
    }

    async fn fetch_tied(&self, shop: &Shop, id: &str, tied_at: Time) -> Result<Option<FetchedBody>, OrderSourceError> {
        // A global id (<https://shopify.dev/docs/api/usage/gids>). An id that is no number is not Shopify's.
        if !id.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(None);
        }
        let gid = format!("gid://shopify/Order/{id}");
        let Some(order) = fetch_full_order(&self.0, shop, &gid).await? else { return Ok(None) };
        if order.updated_at < tied_at {
            return Err(OrderSourceError::OrderOutdated);
        }
        Ok(Some(FetchedBody::from_response(order.settling(tied_at).body())))
    }
}

impl OrderSource for ShopifyOrders {
    fn page<'a>(
        &'a self,
        integration: &'a Integration,
        window: Window,
        after: Option<&'a str>,
        deadline: Time,
    ) -> BoxFuture<'a, Result<Page, OrderSourceError>> {
        async move { self.fetch_page(&self.0.shop(integration, deadline)?, window, after).await }.boxed()
    }

    fn order<'a>(
        &'a self,
        integration: &'a Integration,
        id: &'a str,
        tied_at: Time,
        deadline: Time,
    ) -> BoxFuture<'a, Result<Option<FetchedBody>, OrderSourceError>> {
        async move { self.fetch_tied(&self.0.shop(integration, deadline)?, id, tied_at).await }.boxed()
    }
}

/// The sizes of a listed order's lists that have no pages.
const LISTED_LIMITS: FetchLimits = FetchLimits {
    refunds: queries::LISTED_REFUNDS,
    fulfillments: queries::LISTED_FULFILLMENTS,
    tracking: queries::LISTED_TRACKING_NUMBERS,
};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Variables<'a> {
    query: String,
    first: usize,
    after: Option<&'a str>,
    lines: usize,
    refunds: usize,
    refund_lines: usize,
    payments: usize,
    fulfillments: usize,
    tracking: usize,
    fulfillment_lines: usize,
}

#[derive(Deserialize)]
struct OrdersData {
    orders: Connection<ListedOrder>,
}

#[derive(Deserialize)]
struct ListedOrder {
    /// The id by which the order can be fetched alone.
    id: String,
    #[serde(flatten)]
    order: FetchedOrder,
}

/// Shopify's search syntax: <https://shopify.dev/docs/api/usage/search-syntax>. Its times of changes are whole seconds.
fn search_query(window: Window) -> String {
    format!("updated_at:>='{}' AND updated_at:<='{}'", second(window.from), second(window.to))
}

/// The time, rounded down to a whole second.
fn second(time: Time) -> String {
    let text = time.to_string();
    text.split_once('.').map_or(text.clone(), |(second, _)| format!("{second}Z"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn search_query_has_whole_seconds() {
        let (from, to) = ("2026-11-24T11:54:00.750Z".parse().unwrap(), "2026-11-24T11:59:00Z".parse().unwrap());
        let expected = "updated_at:>='2026-11-24T11:54:00Z' AND updated_at:<='2026-11-24T11:59:00Z'";
        assert_eq!(search_query(Window { from, to }), expected);
    }
}
