//! An order that has more to it than a page shows, asked for alone: its lines page by page, each refund and each
//! fulfillment by itself.

use channels::shopify::reconciled::{
    FetchedFulfillment, FetchedOrder, FetchedRefund, MAX_FULFILLMENTS, MAX_REFUNDS, MAX_TRACKING_NUMBERS,
};
use domain::order_source::OrderSourceError;
use serde::{Deserialize, Serialize};

use super::queries::{self, FULFILLMENT, ORDER, Question, REFUND, WHOLE_LINES};
use super::shop_api::{Shop, ShopApi};

/// The most pages of lines, of a refund's and of a fulfillment's lines. An order with more is stored as it is known by then, and its event
/// fails: what is missing is seen, and nothing is cut.
const MOST_PAGES: usize = 10;

#[derive(Serialize)]
struct OrderVariables<'a> {
    id: &'a str,
    lines: usize,
    after: Option<String>,
    refunds: usize,
    fulfillments: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RefundVariables<'a> {
    id: &'a str,
    refund_lines: usize,
    after: Option<String>,
    payments: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FulfillmentVariables<'a> {
    id: &'a str,
    tracking: usize,
    fulfillment_lines: usize,
    after: Option<String>,
}

#[derive(Deserialize)]
struct Order {
    order: Option<Head>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    refund_ids: Vec<Named>,
    fulfillment_ids: Vec<Named>,
    #[serde(flatten)]
    order: FetchedOrder,
}

#[derive(Deserialize)]
struct Refund {
    refund: Option<FetchedRefund>,
}

#[derive(Deserialize)]
struct Fulfillment {
    fulfillment: Option<FetchedFulfillment>,
}

#[derive(Deserialize)]
struct Named {
    id: String,
}

/// The order `id` with all that belongs to it; `None` if it is not there any more.
pub(super) async fn whole(api: &ShopApi, shop: &Shop, id: &str) -> Result<Option<FetchedOrder>, OrderSourceError> {
    let Some(Head { refund_ids, fulfillment_ids, mut order }) = head(api, shop, id, None).await? else {
        return Ok(None);
    };
    for _ in 1..MOST_PAGES {
        let Some(after) = order.line_items.page_info.next() else { break };
        let next = head(api, shop, id, Some(after)).await?.ok_or(OrderSourceError::Changed)?.order;
        if next.updated_at != order.updated_at {
            return Err(OrderSourceError::Changed);
        }
        order.line_items.append(next.line_items);
    }
    order.has_unfetched_parts = refund_ids.len() > MAX_REFUNDS || fulfillment_ids.len() > MAX_FULFILLMENTS;
    for named in refund_ids.iter().take(MAX_REFUNDS) {
        order.refunds.push(refund(api, shop, &named.id).await?);
    }
    let mut fulfillments = Vec::new();
    for named in fulfillment_ids.iter().take(MAX_FULFILLMENTS) {
        fulfillments.push(fulfillment(api, shop, &named.id).await?);
    }
    order.fulfillments = Some(fulfillments);
    Ok(Some(order))
}

async fn head(api: &ShopApi, shop: &Shop, id: &str, after: Option<String>) -> Result<Option<Head>, OrderSourceError> {
    let variables =
        OrderVariables { id, lines: WHOLE_LINES, after, refunds: MAX_REFUNDS + 1, fulfillments: MAX_FULFILLMENTS + 1 };
    let question = Question { name: "Order", text: ORDER, variables: &variables };
    Ok(api.ask::<Order>(shop, &question).await?.order)
}

async fn refund(api: &ShopApi, shop: &Shop, id: &str) -> Result<FetchedRefund, OrderSourceError> {
    let mut refund = refund_page(api, shop, id, None).await?;
    for _ in 1..MOST_PAGES {
        let Some(after) = refund.refund_line_items.page_info.next() else { break };
        refund.refund_line_items.append(refund_page(api, shop, id, Some(after)).await?.refund_line_items);
    }
    Ok(refund)
}

async fn refund_page(
    api: &ShopApi,
    shop: &Shop,
    id: &str,
    after: Option<String>,
) -> Result<FetchedRefund, OrderSourceError> {
    let (refund_lines, payments) = (queries::WHOLE_REFUND_LINES, queries::WHOLE_PAYMENTS);
    let variables = RefundVariables { id, refund_lines, after, payments };
    let question = Question { name: "Refund", text: REFUND, variables: &variables };
    api.ask::<Refund>(shop, &question).await?.refund.ok_or(OrderSourceError::Changed)
}

async fn fulfillment(api: &ShopApi, shop: &Shop, id: &str) -> Result<FetchedFulfillment, OrderSourceError> {
    let mut fulfillment = fulfillment_page(api, shop, id, None).await?;
    for _ in 1..MOST_PAGES {
        let Some(after) = fulfillment.fulfillment_line_items.page_info.next() else { break };
        let next = fulfillment_page(api, shop, id, Some(after)).await?;
        fulfillment.fulfillment_line_items.append(next.fulfillment_line_items);
    }
    Ok(fulfillment)
}

async fn fulfillment_page(
    api: &ShopApi,
    shop: &Shop,
    id: &str,
    after: Option<String>,
) -> Result<FetchedFulfillment, OrderSourceError> {
    let fulfillment_lines = queries::WHOLE_FULFILLMENT_LINES;
    let variables = FulfillmentVariables { id, tracking: MAX_TRACKING_NUMBERS, fulfillment_lines, after };
    let question = Question { name: "Fulfillment", text: FULFILLMENT, variables: &variables };
    api.ask::<Fulfillment>(shop, &question).await?.fulfillment.ok_or(OrderSourceError::Changed)
}
