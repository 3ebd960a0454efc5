//! Fetches an order alone if it exceeds the lists of a page: its line items page by page, and each refund and
//! fulfillment separately.

use channels::shopify::reconciled::{
    FetchedFulfillment, FetchedOrder, FetchedRefund, MAX_FULFILLMENTS, MAX_REFUNDS, MAX_TRACKING_NUMBERS,
};
use domain::order_source::OrderSourceError;
use serde::{Deserialize, Serialize};

use super::queries::{self, FULFILLMENT, ORDER, Query, REFUND, SINGLE_LINE_ITEMS};
use super::shop_api::{Shop, ShopApi};

/// The most pages of line items of an order, a refund or a fulfillment. An order with more is stored incomplete and its
/// event fails, so that it is visible and nothing is cut silently.
const MAX_PAGES: usize = 10;

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
struct OrderData {
    order: Option<OrderHead>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OrderHead {
    refund_ids: Vec<NodeId>,
    fulfillment_ids: Vec<NodeId>,
    #[serde(flatten)]
    order: FetchedOrder,
}

#[derive(Deserialize)]
struct RefundData {
    refund: Option<FetchedRefund>,
}

#[derive(Deserialize)]
struct FulfillmentData {
    fulfillment: Option<FetchedFulfillment>,
}

#[derive(Deserialize)]
struct NodeId {
    id: String,
}

/// Fetches the order `id` with all of its parts; `None` if it no longer exists.
pub(super) async fn fetch_full_order(
    api: &ShopApi,
    shop: &Shop,
    id: &str,
) -> Result<Option<FetchedOrder>, OrderSourceError> {
    let Some(OrderHead { refund_ids, fulfillment_ids, mut order }) = fetch_head(api, shop, id, None).await? else {
        return Ok(None);
    };
    for _ in 1..MAX_PAGES {
        let Some(after) = order.line_items.page_info.next() else { break };
        let next = fetch_head(api, shop, id, Some(after)).await?.ok_or(OrderSourceError::OrderChanged)?.order;
        if next.updated_at != order.updated_at {
            return Err(OrderSourceError::OrderChanged);
        }
        order.line_items.append(next.line_items);
    }
    order.has_unfetched_parts = refund_ids.len() > MAX_REFUNDS || fulfillment_ids.len() > MAX_FULFILLMENTS;
    for node in refund_ids.iter().take(MAX_REFUNDS) {
        order.refunds.push(refund(api, shop, &node.id).await?);
    }
    let mut fulfillments = Vec::new();
    for node in fulfillment_ids.iter().take(MAX_FULFILLMENTS) {
        fulfillments.push(fulfillment(api, shop, &node.id).await?);
    }
    order.fulfillments = Some(fulfillments);
    Ok(Some(order))
}

async fn fetch_head(
    api: &ShopApi,
    shop: &Shop,
    id: &str,
    after: Option<String>,
) -> Result<Option<OrderHead>, OrderSourceError> {
    let variables = OrderVariables {
        id,
        lines: SINGLE_LINE_ITEMS,
        after,
        refunds: MAX_REFUNDS + 1,
        fulfillments: MAX_FULFILLMENTS + 1,
    };
    let query = Query { operation_name: "Order", text: ORDER, variables: &variables };
    Ok(api.send::<OrderData>(shop, &query).await?.order)
}

async fn refund(api: &ShopApi, shop: &Shop, id: &str) -> Result<FetchedRefund, OrderSourceError> {
    let mut refund = refund_page(api, shop, id, None).await?;
    for _ in 1..MAX_PAGES {
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
    let (refund_lines, payments) = (queries::SINGLE_REFUND_LINE_ITEMS, queries::SINGLE_TRANSACTIONS);
    let variables = RefundVariables { id, refund_lines, after, payments };
    let query = Query { operation_name: "Refund", text: REFUND, variables: &variables };
    api.send::<RefundData>(shop, &query).await?.refund.ok_or(OrderSourceError::OrderChanged)
}

async fn fulfillment(api: &ShopApi, shop: &Shop, id: &str) -> Result<FetchedFulfillment, OrderSourceError> {
    let mut fulfillment = fulfillment_page(api, shop, id, None).await?;
    for _ in 1..MAX_PAGES {
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
    let fulfillment_lines = queries::SINGLE_FULFILLMENT_LINE_ITEMS;
    let variables = FulfillmentVariables { id, tracking: MAX_TRACKING_NUMBERS, fulfillment_lines, after };
    let query = Query { operation_name: "Fulfillment", text: FULFILLMENT, variables: &variables };
    api.send::<FulfillmentData>(shop, &query).await?.fulfillment.ok_or(OrderSourceError::OrderChanged)
}
