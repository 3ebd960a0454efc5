//! A refund as GraphQL returns it: <https://shopify.dev/docs/api/admin-graphql/latest/objects/Refund>

use serde::{Deserialize, Serialize};
use types::time::Time;

use super::super::refund::{RefundBody, RefundLineItemBody, RefundShippingBody, TransactionBody};
use super::order::{ObjectReference, number_of};
use super::page::{Connection, PresentmentMoney, ShopMoney};
use crate::{Id, Units};

/// A fetched refund: the fields that are read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FetchedRefund {
    legacy_resource_id: Id,
    created_at: Option<Time>,
    /// The refunded line items.
    pub refund_line_items: Connection<FetchedRefundLineItem>,
    refund_shipping_lines: Connection<FetchedShippingLine>,
    transactions: Connection<FetchedTransaction>,
}

/// A line item of a fetched refund.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FetchedRefundLineItem {
    quantity: Units,
    restock_type: String,
    line_item: Option<ObjectReference>,
    total_tax_set: ShopMoney,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FetchedShippingLine {
    tax_amount_set: ShopMoney,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FetchedTransaction {
    kind: String,
    status: String,
    /// Webhooks write a transaction in the buyer's currency
    /// (<https://shopify.dev/docs/api/admin-rest/latest/resources/transaction>).
    amount_set: PresentmentMoney,
}

impl FetchedRefund {
    /// Whether every list of the refund was fetched to its end.
    pub(super) fn is_complete(&self) -> bool {
        self.refund_line_items.is_last() && self.refund_shipping_lines.is_last() && self.transactions.is_last()
    }

    /// The refund in the order's webhook.
    pub(super) fn as_webhook(&self, order: &Id) -> Result<RefundBody, String> {
        let line_items = self.refund_line_items.nodes.iter().map(FetchedRefundLineItem::as_webhook);
        let shipping = self.refund_shipping_lines.nodes.iter().map(|line| line.tax_amount_set.shop_money.exact());
        let transactions = self.transactions.nodes.iter().map(FetchedTransaction::as_webhook);
        Ok(RefundBody {
            id: self.legacy_resource_id.clone(),
            order_id: Some(order.clone()),
            created_at: self.created_at,
            processed_at: None,
            refund_line_items: line_items.collect::<Result<_, _>>()?,
            refund_shipping_lines: shipping.map(|tax| tax.map(RefundShippingBody::of_tax)).collect::<Result<_, _>>()?,
            transactions: transactions.collect::<Result<_, _>>()?,
        })
    }
}

impl FetchedRefundLineItem {
    fn as_webhook(&self) -> Result<RefundLineItemBody, String> {
        Ok(RefundLineItemBody {
            quantity: self.quantity,
            line_item_id: self.line_item.as_ref().map(|line_item| number_of(&line_item.id)).transpose()?,
            restock_type: Some(self.restock_type.to_ascii_lowercase()),
            total_tax: Some(self.total_tax_set.shop_money.exact()?),
        })
    }
}

impl FetchedTransaction {
    fn as_webhook(&self) -> Result<TransactionBody, String> {
        let money = &self.amount_set.presentment_money;
        Ok(TransactionBody {
            kind: Some(self.kind.to_ascii_lowercase()),
            status: Some(self.status.to_ascii_lowercase()),
            amount: Some(money.exact()?),
            currency: Some(money.currency_code.clone()),
        })
    }
}
