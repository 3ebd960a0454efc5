//! Integrations with their members.

use aws_sdk_dynamodb::Client;
use domain::integration::{Integration, Member, Role};
use runtime::environment::Environment;
use types::Channel;
use types::time::Clock;

/// An integration of Shopify with the default settings, whose account is `<id>.myshopify.com`.
///
/// # Panics
/// If `id` is not an id of an integration.
pub fn shop(id: &str) -> Integration {
    let account = format!("{id}.myshopify.com");
    channels::default_integration(id.parse().unwrap(), Channel::Shopify, account, Clock::system().now())
}

/// Stores an integration, whose members are viewers.
///
/// # Panics
/// If that fails, or if there is such an integration.
pub async fn create_integration(client: &Client, environment: &Environment, integration: &Integration, users: &[&str]) {
    let viewer = |user: &&str| Member { user: (*user).to_owned(), role: Role::Viewer };
    let members: Vec<_> = users.iter().map(viewer).collect();
    let admin = crate::store(client, environment).integration_admin(channels::capabilities).unwrap();
    admin.create(integration, &members).await.unwrap().unwrap();
}
