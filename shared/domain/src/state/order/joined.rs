//! The shipments, returns and payments of an order, derived from their states each time one of them changes.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use types::time::Time;

use super::change::{LineItem, OrderContents};
use super::money::MoneyTerms;
use super::payment_and_fulfillment::{Cancellation, FulfillmentStatus, PaymentStatus};
use crate::integration::IntegrationId;
use crate::state::payment;
use crate::state::returned::{ReturnContents, ReturnState, ReturnStatus};
use crate::state::shipment::{OrderReference, ShipmentItem, ShipmentState, ShipmentStatus, ShipmentStep, Tracking};

/// The subjects that belong to an order but are not reported by its own deliveries, sorted by integration and id.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Joined {
    /// Its shipments.
    pub shipments: Vec<JoinedShipment>,
    /// Its returns.
    pub returns: Vec<JoinedReturn>,
    /// Its payments, if the channel reports them separately.
    pub payments: Vec<JoinedPayment>,
    /// Shipments whose reference matches this order and others: they are joined to none.
    pub ambiguous: Vec<AmbiguousShipment>,
}

/// A shipment of an order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JoinedShipment {
    /// The integration of the shipment: the order's, or a courier's.
    pub integration: IntegrationId,
    /// Its id there.
    pub id: String,
    /// Its status.
    pub status: Option<ShipmentStatus>,
    /// The source time of the status.
    pub since: Option<Time>,
    /// Its tracking.
    pub tracking: Option<Tracking>,
    /// The items of this order in it.
    pub items: Vec<ShipmentItem>,
    /// ISO 4217 code of the items' amounts.
    pub currency: Option<String>,
    /// The newest source time of the shipment.
    pub updated_at: Option<Time>,
}

impl JoinedShipment {
    /// Copies a shipment's state, without the items of other orders.
    pub fn of(integration: &IntegrationId, state: &ShipmentState, order_id: &str) -> Self {
        let ours = |item: &&ShipmentItem| item.order_id.as_deref().is_none_or(|id| id == order_id);
        let contents = state.contents();
        Self {
            integration: integration.clone(),
            id: state.id.clone(),
            status: state.status(),
            since: state.status_since(),
            tracking: state.tracking().cloned(),
            items: contents.map(|contents| contents.items.iter().filter(ours).cloned().collect()).unwrap_or_default(),
            currency: contents.and_then(|contents| contents.currency.clone()),
            updated_at: state.updated_at(),
        }
    }

    fn step(&self) -> ShipmentStep {
        self.status.as_ref().map_or(ShipmentStep::Created, |status| status.step)
    }
}

/// A return of an order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JoinedReturn {
    /// The integration of the return.
    pub integration: IntegrationId,
    /// Its id there.
    pub id: String,
    /// Its status.
    pub status: Option<ReturnStatus>,
    /// Its tracking.
    pub tracking: Option<Tracking>,
    /// Its contents.
    pub contents: Option<ReturnContents>,
    /// The newest source time of the return.
    pub updated_at: Option<Time>,
}

impl JoinedReturn {
    /// Copies a return's state.
    pub fn of(integration: &IntegrationId, state: &ReturnState) -> Self {
        Self {
            integration: integration.clone(),
            id: state.id.clone(),
            status: state.status().cloned(),
            tracking: state.tracking().cloned(),
            contents: state.contents().cloned(),
            updated_at: state.updated_at(),
        }
    }
}

/// A payment of an order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JoinedPayment {
    /// The integration of the payment.
    pub integration: IntegrationId,
    /// Its id there.
    pub id: String,
    /// The source time of the payment.
    pub at: Time,
    /// The payment.
    pub payment: payment::Payment,
}

/// A shipment that could belong to several orders.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AmbiguousShipment {
    /// The integration of the shipment.
    pub integration: IntegrationId,
    /// Its id there.
    pub id: String,
    /// The reference that matches several orders.
    pub reference: OrderReference,
}

impl Joined {
    /// The contents of an order that the channel does not report, composed from its shipments' items.
    pub(super) fn contents(&self, order_id: &str) -> Option<OrderContents> {
        // An item that was sent again in another shipment is one line item.
        let is_active = |shipment: &&JoinedShipment| shipment.step() != ShipmentStep::Cancelled;
        let any_active = self.shipments.iter().any(|shipment| is_active(&shipment));
        let mut items: Vec<&ShipmentItem> = Vec::new();
        for item in self.shipments.iter().filter(|shipment| !any_active || is_active(shipment)).flat_map(|of| &of.items)
        {
            if !items.iter().any(|added| added.line_id == item.line_id) {
                items.push(item);
            }
        }
        let currencies: BTreeSet<_> = self.shipments.iter().filter_map(|shipment| shipment.currency.as_ref()).collect();
        let currency = currencies.iter().next().filter(|_| currencies.len() == 1).map(|code| (*code).clone());
        let placed_at = items.iter().filter_map(|item| item.ordered_at).min()?;
        let total: Option<Decimal> = items.iter().map(|item| item.total).sum();
        let total = total.filter(|_| currencies.len() <= 1);
        Some(OrderContents {
            name: order_id.to_owned(),
            number: None,
            currency,
            total,
            tax: None,
            money: MoneyTerms::default(),
            placed_at,
            lines: items.into_iter().map(line_item).collect(),
            test: false,
        })
    }

    /// The fulfillment status that the shipments amount to; `None` without shipments.
    pub(super) fn fulfillment(&self) -> Option<FulfillmentStatus> {
        use ShipmentStep::{
            Cancelled, Created, Delivered, Lost, OnHold, Other, Packed, ReadyToShip, Returned, Returning,
        };
        let steps: Vec<_> =
            self.shipments.iter().map(JoinedShipment::step).filter(|step| ![Cancelled, Other].contains(step)).collect();
        let all = |within: &[ShipmentStep]| steps.iter().all(|step| within.contains(step));
        let waiting = [Created, OnHold, Packed, ReadyToShip];
        let status = match steps.as_slice() {
            [] => return None,
            _ if all(&[Returning, Returned, Lost]) => "returned",
            _ if all(&[Delivered, Returning, Returned, Lost]) => "delivered",
            steps if !steps.iter().any(|step| waiting.contains(step)) => "fulfilled",
            steps if steps.iter().any(|step| !waiting.contains(step)) => "partial",
            _ if all(&[Packed, ReadyToShip]) => "packed",
            _ => "unfulfilled",
        };
        Some(FulfillmentStatus(status.to_owned()))
    }

    /// The step of each shipment.
    pub(super) fn steps(&self) -> impl Iterator<Item = ShipmentStep> {
        self.shipments.iter().map(JoinedShipment::step)
    }

    /// When the last shipment was cancelled, if all were.
    pub(super) fn cancelled_at(&self) -> Option<Cancellation> {
        let cancelled = |shipment: &JoinedShipment| shipment.step() == ShipmentStep::Cancelled;
        let all = !self.shipments.is_empty() && self.shipments.iter().all(cancelled);
        all.then(|| Cancellation(self.shipments.iter().filter_map(|shipment| shipment.since).max()))
    }

    /// The payment status: that of the newest payment, else as the shipments' items say.
    pub(super) fn payment(&self) -> Option<PaymentStatus> {
        let newest = self.payments.iter().max_by_key(|payment| (payment.at, &payment.id));
        let items = || {
            let paid: Option<Vec<_>> =
                self.shipments.iter().flat_map(|shipment| &shipment.items).map(|item| item.paid).collect();
            let paid = paid.filter(|paid| !paid.is_empty())?;
            Some(PaymentStatus(if paid.into_iter().all(|paid| paid) { "paid" } else { "pending" }.to_owned()))
        };
        newest.map(|payment| payment.payment.status.clone()).or_else(items)
    }

    /// The newest source time of all joined subjects.
    pub(super) fn updated_at(&self) -> Option<Time> {
        let shipments = self.shipments.iter().filter_map(|shipment| shipment.updated_at);
        let returns = self.returns.iter().filter_map(|returned| returned.updated_at);
        shipments.chain(returns).chain(self.payments.iter().map(|payment| payment.at)).max()
    }
}

/// A shipment's item as a line item. It has no unit price: the item's amount includes a share of the shipping.
fn line_item(item: &ShipmentItem) -> LineItem {
    LineItem {
        id: item.line_id.clone(),
        sku: item.sku.clone(),
        title: item.title.clone(),
        quantity: item.quantity,
        price: None,
    }
}
