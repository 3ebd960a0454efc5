//! An order as the API and the frames show it.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use types::Channel;
use types::time::Time;

use super::change::{LineItem, Refund};
use super::joined::{Ambiguous, JoinedPayment, JoinedReturn};
use super::own_shipment::ShownShipment;
use super::state::OrderState;
use crate::integration::IntegrationId;
use crate::profit::ProfitBreakdown;
use crate::state::lww_register::LwwRegister;
use crate::state::shipment::ShipmentStep;

/// What is missing where nobody has reckoned yet what an order earned.
const NOT_RECKONED: &str = "profit";

/// The words of [`OrderSummary::status`]: a list can be narrowed to the orders of one.
pub const ORDER_STATUSES: [&str; 10] = [
    "pending",
    "paid",
    "packed",
    "partially_fulfilled",
    "fulfilled",
    "delivered",
    "returned",
    "partially_refunded",
    "refunded",
    "cancelled",
];

/// One line of the order list. It holds no event id and no receipt time, so that it is the same, but for `rev`,
/// however its events came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderSummary {
    /// The channel's own order id, digit for digit; unique within the integration.
    pub id: String,
    /// Whose order it is.
    pub integration: IntegrationId,
    /// The channel.
    pub source: Channel,
    /// The name that people use, such as `#1042`.
    pub name: String,
    /// One word for where the order stands, reckoned from the fields below.
    pub status: String,
    /// The channel's payment status.
    pub payment: String,
    /// Where its fulfilment stands.
    pub fulfilment: String,
    /// Where the least far of its parcels stands; `None` where no parcel is known.
    pub shipment: Option<ShipmentStep>,
    /// ISO 4217 code of the amounts; `None` where the channel does not say it.
    pub currency: Option<String>,
    /// What the customer was to pay, as a decimal text; `None` where the channel does not say it.
    pub total: Option<Decimal>,
    /// What was paid back.
    pub refunded: Decimal,
    /// What the order earned; `None` where something for it is not known.
    pub profit: Option<Decimal>,
    /// What is missing for the profit.
    pub missing: Vec<String>,
    /// Units ordered.
    pub items: u64,
    /// When the customer placed it.
    pub placed_at: Time,
    /// The newest source time of what is known.
    pub updated_at: Time,
    /// Grows with every change.
    pub rev: u64,
}

/// An order with everything that is known of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderDetail {
    /// What the list shows.
    #[serde(flatten)]
    pub line: OrderSummary,
    /// The tax in the total, where it is known.
    pub tax: Option<Decimal>,
    /// When it was cancelled, if it was.
    pub cancelled_at: Option<Time>,
    /// What was ordered.
    pub lines: Vec<LineItem>,
    /// What was paid back, by time.
    pub refunds: Vec<RefundLine>,
    /// From what the profit was reckoned; `None` where there was nothing to reckon.
    pub profit_parts: Option<ProfitBreakdown>,
    /// Its parcels: of which its own deliveries tell, then those that were joined to it.
    pub shipments: Vec<ShownShipment>,
    /// What comes back.
    pub returns: Vec<JoinedReturn>,
    /// What was paid, where the channel tells of payments by themselves.
    pub payments: Vec<JoinedPayment>,
    /// Parcels whose reference fits this order and others, too.
    pub ambiguous: Vec<Ambiguous>,
}

/// One refund of an order.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefundLine {
    /// The channel's id of the refund.
    pub id: String,
    /// The refund.
    #[serde(flatten)]
    pub refund: Refund,
}

impl OrderState {
    /// The order's line; `None` while only refunds of it are known, since there is nothing to show yet.
    pub fn line(&self, integration: &IntegrationId, source: Channel, rev: u64) -> Option<OrderSummary> {
        let contents = self.contents()?;
        let mut refunded = self.refunded();
        let scale = contents.total.map_or(0, |total| total.scale());
        if refunded.scale() < scale {
            refunded.rescale(scale);
        }
        Some(OrderSummary {
            id: self.id.clone(),
            integration: integration.clone(),
            source,
            name: contents.name.clone(),
            status: self.status(contents.total).to_owned(),
            payment: self.payment_status().0,
            fulfilment: self.fulfilment_status().0,
            shipment: self.step(),
            currency: contents.currency.clone(),
            total: contents.total,
            refunded,
            profit: self.profit.as_ref().and_then(|profit| profit.amount),
            missing: self
                .profit
                .as_ref()
                .map_or_else(|| vec![NOT_RECKONED.to_owned()], |profit| profit.missing.clone()),
            items: contents.lines.iter().fold(0, |sum, line| sum.saturating_add(line.quantity)),
            placed_at: contents.placed_at,
            updated_at: self.newest()?,
            rev,
        })
    }

    /// The order with its lines and refunds; `None` as for [`OrderState::line`].
    pub fn detail(&self, integration: &IntegrationId, source: Channel, rev: u64) -> Option<OrderDetail> {
        let line = self.line(integration, source, rev)?;
        let contents = self.contents()?;
        let refund = |(id, register): (&String, &LwwRegister<Refund>)| RefundLine {
            id: id.clone(),
            refund: register.value.clone(),
        };
        let mut refunds: Vec<_> = self.refunds.iter().map(refund).collect();
        refunds.sort_by(|a, b| (a.refund.created_at, &a.id).cmp(&(b.refund.created_at, &b.id)));
        Some(OrderDetail {
            line,
            tax: contents.tax,
            cancelled_at: self.cancellation(),
            lines: contents.lines.clone(),
            refunds,
            profit_parts: self.profit.as_ref().map(|profit| profit.parts.clone()),
            shipments: self.shipments(integration, &contents),
            returns: self.joined.returns.clone(),
            payments: self.joined.payments.clone(),
            ambiguous: self.joined.ambiguous.clone(),
        })
    }

    /// The step that matters most to a seller, the last one first.
    fn status(&self, total: Option<Decimal>) -> &'static str {
        let refunded = self.refunded();
        let fulfilment = self.fulfilment_status();
        let paid = self.payment_status().0 == "paid";
        if self.cancellation().is_some() {
            "cancelled"
        } else if !refunded.is_zero() {
            let whole = total.map_or(self.payment_status().0 == "refunded", |total| refunded >= total);
            if whole { "refunded" } else { "partially_refunded" }
        } else {
            match fulfilment.0.as_str() {
                "returned" => "returned",
                "delivered" => "delivered",
                "fulfilled" => "fulfilled",
                "partial" => "partially_fulfilled",
                "packed" => "packed",
                _ if paid => "paid",
                _ => "pending",
            }
        }
    }
}
