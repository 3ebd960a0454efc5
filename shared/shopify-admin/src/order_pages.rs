//! A shop's orders, page by page.

use channels::shopify::reconciled::{Connection, FetchLimits, FetchedOrder};
use domain::integration::Integration;
use domain::order_source::{OrderSource, OrderSourceError, Page, Window};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};
use signatures::FetchedBody;
use types::time::Time;

use super::queries::{self, ORDERS, PAGE, Question};
use super::shop_api::{Shop, ShopApi};
use super::whole_order::whole;

/// The orders of Shopify's shops. Needs the access scope `read_orders`; without `read_all_orders` Shopify shows those of
/// the last 60 days (<https://shopify.dev/docs/api/usage/access-scopes>).
#[derive(Clone, Debug)]
pub struct ShopifyOrders(ShopApi);

impl ShopifyOrders {
    /// Asked through `api`.
    pub fn new(api: ShopApi) -> Self {
        Self(api)
    }

    async fn ask(&self, shop: &Shop, window: Window, after: Option<&str>) -> Result<Page, OrderSourceError> {
        let variables = Variables {
            query: search(window),
            first: PAGE,
            after,
            lines: queries::PAGE_LINES,
            refunds: queries::PAGE_REFUNDS,
            refund_lines: queries::PAGE_REFUND_LINES,
            payments: queries::PAGE_PAYMENTS,
            fulfillments: queries::PAGE_FULFILLMENTS,
            tracking: queries::PAGE_TRACKING,
            fulfillment_lines: queries::PAGE_FULFILLMENT_LINES,
        };
        let question = Question { name: "Orders", text: ORDERS, variables: &variables };
        let Connection { nodes, page_info } = self.0.ask::<Listed>(shop, &question).await?.orders;
        let mut page = Page { orders: Vec::with_capacity(nodes.len()), reached: None, next: None };
        for listed in nodes {
            page.reached = page.reached.max(Some(listed.order.updated_at));
            let order = match listed.order.is_complete(ON_PAGE) {
                true => Some(listed.order),
                false => whole(&self.0, shop, &listed.id).await?,
            };
            page.orders.extend(order.map(|order| FetchedBody::answered(order.body())));
        }
        page.next = page_info.end_cursor.filter(|_| page_info.has_next_page);
        Ok(page)
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
        async move { self.ask(&self.0.shop(integration, deadline)?, window, after).await }.boxed()
    }
}

/// What a page shows of lists without pages.
const ON_PAGE: FetchLimits = FetchLimits {
    refunds: queries::PAGE_REFUNDS,
    fulfillments: queries::PAGE_FULFILLMENTS,
    tracking: queries::PAGE_TRACKING,
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
struct Listed {
    orders: Connection<ListedOrder>,
}

#[derive(Deserialize)]
struct ListedOrder {
    /// The id by which it can be asked for alone.
    id: String,
    #[serde(flatten)]
    order: FetchedOrder,
}

/// Shopify's search syntax: <https://shopify.dev/docs/api/usage/search-syntax>. Its times of changes are whole seconds.
fn search(window: Window) -> String {
    format!("updated_at:>='{}' AND updated_at:<='{}'", second(window.from), second(window.to))
}

/// The whole second that a time lies in.
fn second(time: Time) -> String {
    let text = time.to_string();
    text.split_once('.').map_or(text.clone(), |(second, _)| format!("{second}Z"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_asked_for_in_whole_seconds() {
        let (from, to) = ("2026-11-24T11:54:00.750Z".parse().unwrap(), "2026-11-24T11:59:00Z".parse().unwrap());
        let expected = "updated_at:>='2026-11-24T11:54:00Z' AND updated_at:<='2026-11-24T11:59:00Z'";
        assert_eq!(search(Window { from, to }), expected);
    }
}
