//! States of orders as the stream function stores them.

use aws_sdk_dynamodb::Client;
use domain::integration::IntegrationId;
use domain::state::Change;
use domain::state::order::{
    Cancellation, FulfillmentStatus, MoneyTerms, OrderChange, OrderContents, OrderSnapshot, PaymentStatus,
};
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
    store_changed_order(client, environment, integration, order_change(id, placed_at, payment)).await;
}

/// Stores an order of Shopify whose only delivery made this change.
///
/// # Panics
/// If that fails, or if there is such an order.
pub async fn store_changed_order(
    client: &Client,
    environment: &Environment,
    integration: &IntegrationId,
    change: OrderChange,
) {
    let mut order = StoredState::new(integration.clone(), Channel::Shopify, Subject::order(&change.order_id));
    order.state.apply(&Change::Order(change));
    let states = crate::store(client, environment).states().unwrap();
    assert_eq!(states.save(&order).await.unwrap(), SaveResult::Saved);
}

/// The change that a full copy of an order makes: placed at `placed_at`, unfulfilled, with this payment status.
pub fn order_change(id: &str, placed_at: Time, payment: &str) -> OrderChange {
    let contents = OrderContents {
        name: format!("#{id}"),
        number: None,
        currency: Some("EUR".into()),
        total: Some("10.00".parse().unwrap()),
        tax: None,
        money: MoneyTerms::default(),
        placed_at,
        lines: Vec::new(),
        test: false,
    };
    let snapshot = OrderSnapshot {
        contents,
        payment: Some(PaymentStatus(payment.into())),
        fulfilment: Some(FulfillmentStatus("unfulfilled".into())),
        cancelled_at: Some(Cancellation(None)),
        progress: None,
    };
    OrderChange { snapshot: Some(snapshot), ..OrderChange::of(id, placed_at) }
}
