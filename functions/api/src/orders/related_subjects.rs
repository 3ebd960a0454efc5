//! The subjects whose deliveries concern one order.

use domain::integration::IntegrationId;
use domain::state::order::Joined;
use domain::subject::{Kind, Subject};

/// The most shipments, returns and payments of one order whose deliveries are read.
const MAX_JOINED_SUBJECTS: usize = 20;

/// The order and the shipments, returns and payments that belong to it, each with its integration. Those of integrations
/// that are not `visible` to the caller are left out.
pub(crate) fn related_subjects(
    integration: &IntegrationId,
    order_id: &str,
    joined: &Joined,
    visible: &[IntegrationId],
) -> Vec<(IntegrationId, Subject)> {
    let order = [(integration.clone(), Subject::order(order_id))];
    let Joined { shipments, returns, payments, .. } = joined;
    let shipments = shipments.iter().map(|of| (of.integration.clone(), Subject::of(Kind::Shipment, &of.id)));
    let returns = returns.iter().map(|of| (of.integration.clone(), Subject::of(Kind::Return, &of.id)));
    let payments = payments.iter().map(|of| (of.integration.clone(), Subject::of(Kind::Payment, &of.id)));
    let joined = shipments.chain(returns).chain(payments).take(MAX_JOINED_SUBJECTS);
    order.into_iter().chain(joined.filter(|(integration, _)| visible.contains(integration))).collect()
}
