//! Order details: everything that the API shows of one order.

use rust_decimal::Decimal;
use serde::Serialize;
use types::Channel;
use types::time::Time;

use super::change::{LineItem, Refund};
use super::joined::{AmbiguousShipment, JoinedPayment, JoinedReturn};
use super::order_state::OrderState;
use super::shipment_detail::ShipmentDetail;
use super::summary::OrderSummary;
use crate::integration::IntegrationId;
use crate::profit::ProfitBreakdown;
use crate::state::lww_register::LwwRegister;

/// An order with all of its parts.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderDetail {
    /// The fields of the summary.
    #[serde(flatten)]
    pub summary: OrderSummary,
    /// The tax and duties in the total, if known.
    pub tax: Option<Decimal>,
    /// When it was cancelled, if it was.
    pub cancelled_at: Option<Time>,
    /// When Storebell learned that the channel had deleted it, if it did.
    pub deleted_at: Option<Time>,
    /// The line items.
    pub lines: Vec<LineItem>,
    /// The refunds, by time.
    pub refunds: Vec<RefundDetail>,
    /// The amounts from which the profit was computed; `None` if it was not computed.
    pub profit_parts: Option<ProfitBreakdown>,
    /// Its shipments: those of its own deliveries, then the joined ones.
    pub shipments: Vec<ShipmentDetail>,
    /// Its returns.
    pub returns: Vec<JoinedReturn>,
    /// Its payments, if the channel reports them separately.
    pub payments: Vec<JoinedPayment>,
    /// Shipments whose reference matches this order and others.
    pub ambiguous: Vec<AmbiguousShipment>,
}

/// One refund of an order.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefundDetail {
    /// The channel's id of the refund.
    pub id: String,
    /// The refund.
    #[serde(flatten)]
    pub refund: Refund,
}

impl OrderState {
    /// The order's detail; `None` as for [`OrderState::summary`].
    pub fn detail(&self, integration: &IntegrationId, source: Channel, rev: u64) -> Option<OrderDetail> {
        let summary = self.summary(integration, source, rev)?;
        let contents = self.contents()?;
        let money = self.money(&contents);
        let refund = |(id, register): (&String, &LwwRegister<Refund>)| {
            let mut refund = register.value.clone();
            let is_foreign = refund.currency.as_ref().is_some_and(|code| Some(code) != contents.currency.as_ref());
            if let Some(amount) = money.refunds[id].amount.filter(|_| is_foreign && !refund.amount.is_zero()) {
                (refund.amount, refund.currency) = (amount, contents.currency.clone());
            }
            RefundDetail { id: id.clone(), refund }
        };
        let mut refunds: Vec<_> = self.refunds.iter().map(refund).collect();
        refunds.sort_by(|a, b| (a.refund.created_at, &a.id).cmp(&(b.refund.created_at, &b.id)));
        Some(OrderDetail {
            summary,
            tax: money.tax,
            cancelled_at: self.cancellation(),
            deleted_at: self.deleted_at,
            lines: contents.lines.clone(),
            refunds,
            profit_parts: self.profit.as_ref().map(|profit| profit.parts.clone()),
            shipments: self.shipments(integration, &contents),
            returns: self.joined.returns.clone(),
            payments: self.joined.payments.clone(),
            ambiguous: self.joined.ambiguous.clone(),
        })
    }
}
