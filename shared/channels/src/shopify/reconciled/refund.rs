//! A refund as GraphQL tells it: <https://shopify.dev/docs/api/admin-graphql/latest/objects/Refund>

use serde::{Deserialize, Serialize};
use types::time::Time;

use super::super::refund::{RefundBody, RefundLineBody, RefundShippingBody, TransactionBody};
use super::order::{Named, number_of};
use super::page::{Connection, PresentmentMoney, ShopMoney};
use crate::{Id, Units};

/// A refund, as far as it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FetchedRefund {
    legacy_resource_id: Id,
    created_at: Option<Time>,
    pub refund_line_items: Connection<FetchedRefundLine>,
    refund_shipping_lines: Connection<FetchedShipping>,
    transactions: Connection<FetchedPayment>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FetchedRefundLine {
    quantity: Units,
    restock_type: String,
    line_item: Option<Named>,
    total_tax_set: ShopMoney,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FetchedShipping {
    tax_amount_set: ShopMoney,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FetchedPayment {
    kind: String,
    status: String,
    /// Webhooks write a payment in the buyer's currency
    /// (<https://shopify.dev/docs/api/admin-rest/latest/resources/transaction>).
    amount_set: PresentmentMoney,
}

impl FetchedRefund {
    /// Whether nothing is missing.
    pub(super) fn is_whole(&self) -> bool {
        self.refund_line_items.is_last() && self.refund_shipping_lines.is_last() && self.transactions.is_last()
    }

    /// The refund as the order's webhook has it.
    pub(super) fn as_webhook(&self, order: &Id) -> Result<RefundBody, String> {
        let lines = self.refund_line_items.nodes.iter().map(FetchedRefundLine::as_webhook);
        let shipping = self.refund_shipping_lines.nodes.iter().map(|line| line.tax_amount_set.shop_money.exact());
        let payments = self.transactions.nodes.iter().map(FetchedPayment::as_webhook);
        Ok(RefundBody {
            id: self.legacy_resource_id.clone(),
            order_id: order.clone(),
            created_at: self.created_at.ok_or("a refund has no time")?,
            processed_at: None,
            refund_line_items: lines.collect::<Result<_, _>>()?,
            refund_shipping_lines: shipping.map(|tax| tax.map(RefundShippingBody::of_tax)).collect::<Result<_, _>>()?,
            transactions: payments.collect::<Result<_, _>>()?,
        })
    }
}

impl FetchedRefundLine {
    fn as_webhook(&self) -> Result<RefundLineBody, String> {
        Ok(RefundLineBody {
            quantity: self.quantity,
            line_item_id: self.line_item.as_ref().map(|line| number_of(&line.id)).transpose()?,
            restock_type: Some(self.restock_type.to_ascii_lowercase()),
            total_tax: Some(self.total_tax_set.shop_money.exact()?),
        })
    }
}

impl FetchedPayment {
    fn as_webhook(&self) -> Result<TransactionBody, String> {
        let money = &self.amount_set.presentment_money;
        Ok(TransactionBody {
            kind: self.kind.to_ascii_lowercase(),
            status: self.status.to_ascii_lowercase(),
            amount: money.exact()?,
            currency: money.currency_code.clone(),
        })
    }
}
