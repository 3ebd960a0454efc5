//! What an order shows of its shipments, returns and payments: derived anew from their states each time one changes.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use types::time::Time;

use super::change::{LineItem, OrderContents};
use super::status::{Cancellation, Fulfilment, Payment};
use crate::integration::IntegrationId;
use crate::state::payment;
use crate::state::returned::{ReturnContents, ReturnState, ReturnStatus};
use crate::state::shipment::{OrderReference, ShipmentItem, ShipmentState, ShipmentStatus, ShipmentStep, Tracking};

/// What belongs to an order without being said by the order's own deliveries. In the order of integration and id.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Joined {
    /// Its parcels.
    pub shipments: Vec<JoinedShipment>,
    /// What comes back.
    pub returns: Vec<JoinedReturn>,
    /// What was paid, where the channel tells of payments by themselves.
    pub payments: Vec<JoinedPayment>,
    /// Parcels whose reference fits this order and others, too: they belong to none.
    pub ambiguous: Vec<Ambiguous>,
}

/// A parcel of an order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JoinedShipment {
    /// Whose shipment it is: the order's integration, or a courier's.
    pub integration: IntegrationId,
    /// Its id there.
    pub id: String,
    /// Where it stands.
    pub status: Option<ShipmentStatus>,
    /// Since when.
    pub since: Option<Time>,
    /// How it is tracked.
    pub tracking: Option<Tracking>,
    /// What of this order is in it.
    pub items: Vec<ShipmentItem>,
    /// ISO 4217 code of the items' amounts.
    pub currency: Option<String>,
    /// The newest source time of what is known.
    pub updated_at: Option<Time>,
}

impl JoinedShipment {
    /// What an order shows of a shipment. Items of other orders in the same parcel are left out.
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
    /// Whose return it is.
    pub integration: IntegrationId,
    /// Its id there.
    pub id: String,
    /// Where it stands.
    pub status: Option<ReturnStatus>,
    /// How it is tracked.
    pub tracking: Option<Tracking>,
    /// What comes back.
    pub contents: Option<ReturnContents>,
    /// The newest source time of what is known.
    pub updated_at: Option<Time>,
}

impl JoinedReturn {
    /// What an order shows of a return.
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
    /// Whose payment it is.
    pub integration: IntegrationId,
    /// Its id there.
    pub id: String,
    /// When it was like this.
    pub at: Time,
    /// The payment.
    pub payment: payment::Payment,
}

/// A parcel that could be of several orders.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = AmbiguousShipment))]
pub struct Ambiguous {
    /// Whose shipment it is.
    pub integration: IntegrationId,
    /// Its id there.
    pub id: String,
    /// The reference that fits several orders.
    pub reference: OrderReference,
}

impl Joined {
    /// Contents of an order of which the channel itself never tells: what its parcels hold.
    pub(super) fn contents(&self, order_id: &str) -> Option<OrderContents> {
        // A line that was sent again in another parcel is one line.
        let alive = |shipment: &&JoinedShipment| shipment.step() != ShipmentStep::Cancelled;
        let any_alive = self.shipments.iter().any(|shipment| alive(&shipment));
        let mut items: Vec<&ShipmentItem> = Vec::new();
        for item in self.shipments.iter().filter(|shipment| !any_alive || alive(shipment)).flat_map(|of| &of.items) {
            if !items.iter().any(|held| held.line_id == item.line_id) {
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
            placed_at,
            lines: items.into_iter().map(line).collect(),
        })
    }

    /// Where the parcels stand in all, in the words of an order's fulfilment; `None` without any parcel.
    pub(super) fn fulfilment(&self) -> Option<Fulfilment> {
        use ShipmentStep::{
            Cancelled, Created, Delivered, Lost, OnHold, Other, Packed, ReadyToShip, Returned, Returning,
        };
        let steps: Vec<_> =
            self.shipments.iter().map(JoinedShipment::step).filter(|step| ![Cancelled, Other].contains(step)).collect();
        let all = |within: &[ShipmentStep]| steps.iter().all(|step| within.contains(step));
        let waiting = [Created, OnHold, Packed, ReadyToShip];
        let word = match steps.as_slice() {
            [] => return None,
            _ if all(&[Returning, Returned, Lost]) => "returned",
            _ if all(&[Delivered, Returning, Returned, Lost]) => "delivered",
            steps if !steps.iter().any(|step| waiting.contains(step)) => "fulfilled",
            steps if steps.iter().any(|step| !waiting.contains(step)) => "partial",
            _ if all(&[Packed, ReadyToShip]) => "packed",
            _ => "unfulfilled",
        };
        Some(Fulfilment(word.to_owned()))
    }

    /// Where each of the parcels stands.
    pub(super) fn steps(&self) -> impl Iterator<Item = ShipmentStep> {
        self.shipments.iter().map(JoinedShipment::step)
    }

    /// When the last parcel was cancelled, if all were.
    pub(super) fn cancelled_at(&self) -> Option<Cancellation> {
        let cancelled = |shipment: &JoinedShipment| shipment.step() == ShipmentStep::Cancelled;
        let all = !self.shipments.is_empty() && self.shipments.iter().all(cancelled);
        all.then(|| Cancellation(self.shipments.iter().filter_map(|shipment| shipment.since).max()))
    }

    /// Where the payment stands: as the newest payment says, else as the items of the parcels say.
    pub(super) fn payment(&self) -> Option<Payment> {
        let told = self.payments.iter().max_by_key(|payment| (payment.at, &payment.id));
        let items = || {
            let paid: Option<Vec<_>> =
                self.shipments.iter().flat_map(|shipment| &shipment.items).map(|item| item.paid).collect();
            let paid = paid.filter(|paid| !paid.is_empty())?;
            Some(Payment(if paid.into_iter().all(|paid| paid) { "paid" } else { "pending" }.to_owned()))
        };
        told.map(|payment| payment.payment.status.clone()).or_else(items)
    }

    /// The newest source time of anything joined.
    pub(super) fn updated_at(&self) -> Option<Time> {
        let shipments = self.shipments.iter().filter_map(|shipment| shipment.updated_at);
        let returns = self.returns.iter().filter_map(|returned| returned.updated_at);
        shipments.chain(returns).chain(self.payments.iter().map(|payment| payment.at)).max()
    }
}

/// An item of a parcel as a line of the order. What it costs alone is not said: the amount holds its share of shipping.
fn line(item: &ShipmentItem) -> LineItem {
    LineItem {
        id: item.line_id.clone(),
        sku: item.sku.clone(),
        title: item.title.clone(),
        quantity: item.quantity,
        price: None,
    }
}
