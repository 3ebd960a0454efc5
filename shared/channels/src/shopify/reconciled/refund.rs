//! A refund as GraphQL returns it: <https://shopify.dev/docs/api/admin-graphql/latest/objects/Refund>

use serde::{Deserialize, Serialize};
use types::time::Time;

use super::super::money::MoneySet;
use super::super::refund::{OrderAdjustmentBody, RefundBody, RefundLineItemBody, RefundShippingBody, TransactionBody};
use super::order::{ObjectReference, number_of};
use super::page::{BothMoney, Connection, Money, ShopMoney};
use crate::{Amount, Id, Units};

/// A fetched refund: the fields that are read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FetchedRefund {
    legacy_resource_id: Id,
    created_at: Option<Time>,
    /// The refunded line items.
    pub refund_line_items: Connection<FetchedRefundLineItem>,
    refund_shipping_lines: Connection<FetchedShippingLine>,
    /// `None` in what older versions stored, as for all optional amounts here.
    #[serde(skip_serializing_if = "Option::is_none")]
    order_adjustments: Option<Connection<FetchedAdjustment>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duties: Option<Vec<FetchedDuty>>,
    transactions: Connection<FetchedTransaction>,
}

/// A line item of a fetched refund.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FetchedRefundLineItem {
    quantity: Units,
    restock_type: String,
    line_item: Option<ObjectReference>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subtotal_set: Option<ShopMoney>,
    total_tax_set: ShopMoney,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FetchedShippingLine {
    #[serde(skip_serializing_if = "Option::is_none")]
    subtotal_amount_set: Option<ShopMoney>,
    tax_amount_set: ShopMoney,
}

/// A difference between what a refund's parts are worth and the money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FetchedAdjustment {
    amount_set: ShopMoney,
    tax_amount_set: ShopMoney,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FetchedDuty {
    amount_set: ShopMoney,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FetchedTransaction {
    kind: String,
    status: String,
    /// Webhooks write a transaction in the buyer's currency
    /// (<https://shopify.dev/docs/api/admin-rest/latest/resources/transaction>).
    amount_set: BothMoney,
}

impl FetchedRefund {
    /// Whether every list of the refund was fetched to its end.
    pub(super) fn is_complete(&self) -> bool {
        let adjustments = self.order_adjustments.as_ref();
        self.refund_line_items.is_last()
            && self.refund_shipping_lines.is_last()
            && self.transactions.is_last()
            && adjustments.is_none_or(Connection::is_last)
    }

    /// The refund in the order's webhook.
    pub(super) fn as_webhook(&self, order: &Id) -> Result<RefundBody, String> {
        let line_items = self.refund_line_items.nodes.iter().map(FetchedRefundLineItem::as_webhook);
        let shipping = self.refund_shipping_lines.nodes.iter().map(FetchedShippingLine::as_webhook);
        let transactions = self.transactions.nodes.iter().map(FetchedTransaction::as_webhook);
        let adjustments = self.order_adjustments.iter().flat_map(|adjustments| &adjustments.nodes);
        let adjustments = adjustments.map(FetchedAdjustment::as_webhook);
        let duties = self.duties.iter().flatten().map(|duty| duty.amount_set.shop_money.exact());
        let duties = duties.collect::<Result<Vec<_>, _>>()?;
        Ok(RefundBody {
            id: self.legacy_resource_id.clone(),
            order_id: Some(order.clone()),
            created_at: self.created_at,
            processed_at: None,
            refund_line_items: line_items.collect::<Result<_, _>>()?,
            refund_shipping_lines: shipping.collect::<Result<_, _>>()?,
            order_adjustments: adjustments.collect::<Result<_, _>>()?,
            total_duties_set: Some(MoneySet::of(Amount(duties.into_iter().map(|Amount(duty)| duty).sum()))),
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
            subtotal: None,
            subtotal_set: self.subtotal_set.as_ref().map(ShopMoney::as_webhook).transpose()?,
            total_tax: None,
            total_tax_set: Some(self.total_tax_set.as_webhook()?),
        })
    }
}

impl FetchedShippingLine {
    fn as_webhook(&self) -> Result<RefundShippingBody, String> {
        Ok(RefundShippingBody {
            subtotal_amount_set: self.subtotal_amount_set.as_ref().map(ShopMoney::as_webhook).transpose()?,
            tax_amount_set: Some(self.tax_amount_set.as_webhook()?),
        })
    }
}

impl FetchedAdjustment {
    /// The Admin API lists refunded shipping apart, so every adjustment is a discrepancy
    /// (<https://shopify.dev/changelog/exposing-the-order-adjustments-connection-on-a-refund>).
    fn as_webhook(&self) -> Result<OrderAdjustmentBody, String> {
        Ok(OrderAdjustmentBody {
            kind: Some("refund_discrepancy".to_owned()),
            amount: None,
            amount_set: Some(self.amount_set.as_signed_webhook()?),
            tax_amount: None,
            tax_amount_set: Some(self.tax_amount_set.as_signed_webhook()?),
        })
    }
}

impl FetchedTransaction {
    fn as_webhook(&self) -> Result<TransactionBody, String> {
        let money = &self.amount_set.presentment_money;
        let in_shop_currency = self.amount_set.shop_money.as_ref();
        let in_shop_currency = in_shop_currency.filter(|shop| shop.currency_code != money.currency_code);
        let in_shop_currency = in_shop_currency.map(Money::exact).transpose()?;
        Ok(TransactionBody {
            kind: Some(self.kind.to_ascii_lowercase()),
            status: Some(self.status.to_ascii_lowercase()),
            amount: Some(money.exact()?),
            currency: Some(money.currency_code.clone()),
            amount_set: in_shop_currency.map(MoneySet::of),
        })
    }
}
