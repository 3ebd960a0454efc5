//! The profit of an order.

use domain::integration::IntegrationId;
use domain::profit::{Profit, compute};
use domain::state::order::OrderState;
use store::StoreError;
use store::ledger::Costs;

use crate::integration_settings::IntegrationSettings;

/// The most SKUs of one order whose unit costs are read. The profit names the costs of further SKUs as missing.
const MAX_SKUS_PER_ORDER: usize = 200;

/// The profit of `order` by the present fees and unit costs; `None` while its contents or its time are unknown.
///
/// # Errors
/// [`StoreError`] if the settings or the unit costs cannot be read.
pub(crate) async fn order_profit(
    settings: &IntegrationSettings<'_>,
    costs: &Costs,
    integration: &IntegrationId,
    order: &OrderState,
) -> Result<Option<Profit>, StoreError> {
    let (Some(input), Some(placed_at)) = (order.profit_input(), order.placed_at()) else { return Ok(None) };
    let fees = settings.of(integration).await?.map(|integration| integration.fees.clone()).unwrap_or_default();
    let skus = input.skus().into_iter().take(MAX_SKUS_PER_ORDER).collect();
    let unit_costs = costs.of(integration, &skus, placed_at).await?;
    Ok(Some(compute(&input, &fees, &unit_costs)))
}
