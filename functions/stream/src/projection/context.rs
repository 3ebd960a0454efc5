//! The tables and settings that projections use.

use live::push::LateChangeMarker;
use store::ledger::{Costs, Links, TiedOrders};
use store::states::States;
use types::time::Clock;

use crate::integration_settings::IntegrationSettings;

/// The tables and settings that the projections of one batch use.
pub(crate) struct ProjectionContext<'a> {
    pub(crate) states: &'a States,
    pub(crate) links: &'a Links,
    pub(crate) costs: &'a Costs,
    pub(crate) settings: &'a IntegrationSettings<'a>,
    pub(crate) late_changes: &'a LateChangeMarker<'a>,
    pub(crate) tied_orders: &'a TiedOrders,
    pub(crate) clock: &'a Clock,
}
