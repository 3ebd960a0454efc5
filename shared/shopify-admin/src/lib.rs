//! A client of Shopify's Admin API: GraphQL over HTTPS, bounded in size, time and cost
//! (<https://shopify.dev/docs/api/admin-graphql>).
//!
//! Invariant: the integration's account alone decides which host receives a request and its token, and only
//! `<name>.myshopify.com` is accepted, so that no text can direct a request elsewhere.

mod config;
mod full_order;
mod order_pages;
mod queries;
mod query_cost;
mod response;
mod shop_api;
mod subscriptions;
mod version;

pub use config::Config;
pub use order_pages::ShopifyOrders;
pub use shop_api::{Shop, ShopApi};
pub use subscriptions::{Subscription, create_subscription, subscriptions};
pub use version::ApiVersion;

#[cfg(test)]
mod tests;
