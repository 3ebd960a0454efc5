//! Order summaries: the form of an order in lists and live frames.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use types::Channel;
use types::time::Time;

use super::order_state::OrderState;
use super::order_status::DELETED_STATUS;
use crate::integration::IntegrationId;
use crate::state::shipment::ShipmentStep;

/// The missing input of an order whose profit was not computed yet.
const PROFIT_NOT_COMPUTED: &str = "profit";

/// The summary of one order. It contains no event id and no time of receipt, so that it does not depend on the order of
/// arrival, except for `rev`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderSummary {
    /// The channel's own order id; unique within the integration.
    pub id: String,
    /// The integration.
    pub integration: IntegrationId,
    /// The channel.
    pub source: Channel,
    /// The name that people use, such as `#1042`.
    pub name: String,
    /// One of `ORDER_STATUSES`, derived from the fields below; in live frames and in the order's detail also `deleted`, if
    /// the channel has deleted the order.
    pub status: String,
    /// The payment status.
    pub payment: String,
    /// The fulfillment status.
    pub fulfilment: String,
    /// The earliest step of its shipments; `None` if no shipment is known.
    pub shipment: Option<ShipmentStep>,
    /// Whether the order is a test of the shop; no sum includes it.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub test: bool,
    /// ISO 4217 code of the amounts; `None` if the channel does not report it.
    pub currency: Option<String>,
    /// The amount that the customer owes or paid, before refunds, as a decimal string; `None` if the channel does not
    /// report it.
    pub total: Option<Decimal>,
    /// The sum of the refunds; `None` if the amount of one is only known in another currency.
    pub refunded: Option<Decimal>,
    /// The profit; `None` if an input is missing.
    pub profit: Option<Decimal>,
    /// The missing inputs of the profit, as docs/profit.md lists them.
    pub missing: Vec<String>,
    /// Units ordered, without those that were removed from the order.
    pub items: u64,
    /// When the customer placed it.
    pub placed_at: Time,
    /// The newest source time.
    pub updated_at: Time,
    /// Revision: increases with every change.
    pub rev: u64,
}

impl OrderSummary {
    /// Whether the channel has deleted the order: then it is in no list and in no sum.
    pub fn is_deleted(&self) -> bool {
        self.status == DELETED_STATUS
    }
}

impl OrderState {
    /// The order's summary; `None` while only refunds of the order are known.
    pub fn summary(&self, integration: &IntegrationId, source: Channel, rev: u64) -> Option<OrderSummary> {
        let contents = self.contents()?;
        let money = self.money(&contents);
        let scale = contents.total.map_or(0, |total| total.scale());
        let refunded = money.refunded().map(|mut refunded| {
            refunded.rescale(refunded.scale().max(scale));
            refunded
        });
        Some(OrderSummary {
            id: self.id.clone(),
            integration: integration.clone(),
            source,
            name: contents.name.clone(),
            status: self.status(&money).to_owned(),
            payment: self.payment_status().0,
            fulfilment: self.fulfillment_status().0,
            shipment: self.shipment_step(),
            test: contents.test,
            currency: contents.currency.clone(),
            total: money.total,
            refunded,
            profit: self.profit.as_ref().and_then(|profit| profit.amount),
            missing: self
                .profit
                .as_ref()
                .map_or_else(|| vec![PROFIT_NOT_COMPUTED.to_owned()], |profit| profit.missing.clone()),
            items: contents.lines.iter().map(|line| money.units(line)).fold(0, u64::saturating_add),
            placed_at: contents.placed_at,
            updated_at: self.newest_source_time()?,
            rev,
        })
    }
}
