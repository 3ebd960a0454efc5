//! How far along the order in a body is, which decides between two bodies of one second: Shopify's `updated_at` has whole
//! seconds.

use domain::state::order::OrderProgress;

use super::order::{LineItemBody, OrderBody};
use super::refund::TransactionBody;

/// Statuses of a transaction that do not change any more:
/// <https://shopify.dev/docs/api/admin-graphql/latest/enums/OrderTransactionStatus>
const FINAL_TRANSACTION_STATUSES: [&str; 3] = ["success", "failure", "error"];
/// The status of a cancelled fulfillment.
const CANCELLED: &str = "cancelled";

/// The progress of the order. Shopify keeps removed line items (with `current_quantity` 0) and cancelled fulfillments in
/// the body, so none of the counts falls:
/// <https://shopify.dev/docs/apps/build/orders-fulfillment/order-management-apps/edit-orders>
pub(super) fn of(body: &OrderBody) -> OrderProgress {
    let line_items = body.line_items.as_deref().unwrap_or_default();
    let is_final = |transaction: &&TransactionBody| {
        transaction.status.as_deref().is_some_and(|status| FINAL_TRANSACTION_STATUSES.contains(&status))
    };
    let transactions = body.refunds().iter().flat_map(|refund| &refund.transactions);
    let fulfillments = body.fulfillments.as_deref().unwrap_or_default();
    let is_cancelled = |status: Option<&str>| status == Some(CANCELLED);
    OrderProgress {
        settled: false,
        lines: count(line_items.iter()),
        ordered_units: sum(line_items.iter().map(|line_item| line_item.quantity.0)),
        removed_units: sum(line_items.iter().map(removed_units)),
        refunds: count(body.refunds().iter()),
        completed_transactions: count(transactions.filter(is_final)),
        fulfillments: count(fulfillments.iter()),
        cancelled_fulfillments: count(
            fulfillments.iter().filter(|fulfillment| is_cancelled(fulfillment.status.as_deref())),
        ),
        current_total: body.current_total_price.map(|total| total.0.normalize()),
    }
}

fn removed_units(line_item: &LineItemBody) -> u64 {
    let current = line_item.current_quantity.map_or(line_item.quantity.0, |units| units.0);
    line_item.quantity.0.saturating_sub(current)
}

fn sum(units: impl Iterator<Item = u64>) -> u64 {
    units.fold(0, u64::saturating_add)
}

fn count<T>(items: impl Iterator<Item = T>) -> u64 {
    items.fold(0, |count, _| count + 1)
}
