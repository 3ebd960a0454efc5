//! An order that has more to it than a page shows, asked for alone: its lines page by page, each refund by itself.

use serde::{Deserialize, Serialize};

use super::queries::{self, ORDER, Question, REFUND, WHOLE_LINES};
use super::shop_api::{Shop, ShopApi};
use crate::asking::AskFailed;
use crate::channel::shopify::reconciled::{AskedOrder, AskedRefund, MOST_REFUNDS};

/// The most pages of lines, and of a refund's lines. An order with more is stored as it is known by then, and its event
/// fails: what is missing is seen, and nothing is cut.
const MOST_PAGES: usize = 10;

#[derive(Serialize)]
struct OrderVariables<'a> {
    id: &'a str,
    lines: usize,
    after: Option<String>,
    refunds: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RefundVariables<'a> {
    id: &'a str,
    refund_lines: usize,
    after: Option<String>,
    payments: usize,
}

#[derive(Deserialize)]
struct Order {
    order: Option<Head>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    refund_ids: Vec<Named>,
    #[serde(flatten)]
    order: AskedOrder,
}

#[derive(Deserialize)]
struct Refund {
    refund: Option<AskedRefund>,
}

#[derive(Deserialize)]
struct Named {
    id: String,
}

/// The order `id` with all that belongs to it; `None` if it is not there any more.
pub(super) async fn whole(api: &ShopApi, shop: &Shop, id: &str) -> Result<Option<AskedOrder>, AskFailed> {
    let Some(Head { refund_ids, mut order }) = head(api, shop, id, None).await? else { return Ok(None) };
    for _ in 1..MOST_PAGES {
        let Some(after) = order.line_items.page_info.next() else { break };
        let next = head(api, shop, id, Some(after)).await?.ok_or(AskFailed::Changed)?.order;
        if next.updated_at != order.updated_at {
            return Err(AskFailed::Changed);
        }
        order.line_items.append(next.line_items);
    }
    order.more = refund_ids.len() > MOST_REFUNDS;
    for named in refund_ids.iter().take(MOST_REFUNDS) {
        order.refunds.push(refund(api, shop, &named.id).await?);
    }
    Ok(Some(order))
}

async fn head(api: &ShopApi, shop: &Shop, id: &str, after: Option<String>) -> Result<Option<Head>, AskFailed> {
    let variables = OrderVariables { id, lines: WHOLE_LINES, after, refunds: MOST_REFUNDS + 1 };
    let question = Question { name: "Order", text: ORDER, variables: &variables };
    Ok(api.ask::<Order>(shop, &question).await?.order)
}

async fn refund(api: &ShopApi, shop: &Shop, id: &str) -> Result<AskedRefund, AskFailed> {
    let mut refund = refund_page(api, shop, id, None).await?;
    for _ in 1..MOST_PAGES {
        let Some(after) = refund.refund_line_items.page_info.next() else { break };
        refund.refund_line_items.append(refund_page(api, shop, id, Some(after)).await?.refund_line_items);
    }
    Ok(refund)
}

async fn refund_page(api: &ShopApi, shop: &Shop, id: &str, after: Option<String>) -> Result<AskedRefund, AskFailed> {
    let (refund_lines, payments) = (queries::WHOLE_REFUND_LINES, queries::WHOLE_PAYMENTS);
    let variables = RefundVariables { id, refund_lines, after, payments };
    let question = Question { name: "Refund", text: REFUND, variables: &variables };
    api.ask::<Refund>(shop, &question).await?.refund.ok_or(AskFailed::Changed)
}
