//! States of orders as the stream function stores them.

use aws_sdk_dynamodb::Client;
use domain::integration::IntegrationId;
use domain::state::Change;
use domain::state::order::{Cancellation, FulfillmentStatus, OrderChange, OrderContents, OrderSnapshot, PaymentStatus};
use domain::subject::Subject;
use runtime::environment::Environment;
use store::states::{SaveResult, StoredState};
use types::Channel;
use types::time::Time;

/// Stores an order of Shopify that was placed at `placed_at`, unfulfilled, with this payment status.
///
/// # Panics
/// If that fails, or if there is such an order.
pub async fn store_order(
    client: &Client,
    environment: &Environment,
    integration: &IntegrationId,
    id: &str,
    placed_at: Time,
    payment: &str,
) {
    let mut order = StoredState::new(integration.clone(), Channel::Shopify, Subject::order(id));
    order.state.apply(&Change::Order(change(id, placed_at, payment)));
    let states = crate::store(client, environment).states().unwrap();
    assert_eq!(states.save(&order).await.unwrap(), SaveResult::Saved);
}

/// The change that a full copy of the order makes.
fn change(id: &str, placed_at: Time, payment: &str) -> OrderChange {
    let contents = OrderContents {
        name: format!("#{id}"),
        number: None,
        currency: Some("EUR".into()),
        total: Some("10.00".parse().unwrap()),
        tax: None,
        placed_at,
        lines: Vec::new(),
    };
    let snapshot = OrderSnapshot {
        contents,
        payment: Some(PaymentStatus(payment.into())),
        fulfilment: Some(FulfillmentStatus("unfulfilled".into())),
        cancelled_at: Some(Cancellation(None)),
    };
    OrderChange { snapshot: Some(snapshot), ..OrderChange::of(id, placed_at) }
}
