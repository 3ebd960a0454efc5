//! Orders of which two snapshots have one source time, and neither is known to be newer: they are listed, and the function
//! `reconcile` fetches them.

use domain::integration::{Integration, IntegrationId};
use domain::subject::Subject;
use store::StoreError;
use store::ledger::TiedOrder;
use types::time::Time;

use super::context::ProjectionContext;

/// How long after a tie is found the order may be fetched, in milliseconds. By then the second of the snapshots, of which
/// at least one was sent before, has ended.
const SETTLE_DELAY_MS: i64 = 2_000;

/// Lists an order, if its channel has an API and the integration a token for it. Otherwise the tie-break's choice stays.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn list_tied_order(
    context: &ProjectionContext<'_>,
    integration: &IntegrationId,
    order: &Subject,
    tied_at: Time,
) -> Result<(), StoreError> {
    let settings = context.settings.of(integration).await?;
    let Some(settings) = settings.filter(|settings| can_be_fetched(settings)) else { return Ok(()) };
    let due_at = context.clock.now().plus_millis(SETTLE_DELAY_MS);
    let (integration, order) = (integration.clone(), order.id().to_owned());
    let tied = TiedOrder { integration, order, tied_at, due_at, failures: 0 };
    context.tied_orders.add(settings.channel, &tied).await
}

fn can_be_fetched(integration: &Integration) -> bool {
    integration.is_reconciled() && channels::adapter(integration.channel).supports_reconcile(&integration.account)
}
