//! Shopify's Admin API: GraphQL over HTTPS, bounded in size, time and cost.
//!
//! <https://shopify.dev/docs/api/admin-graphql>. Which shop is asked says the integration's account, and nothing else:
//! only `<name>.myshopify.com` can be, so that no text leads a request elsewhere.

mod cost;
mod order_pages;
mod queries;
mod response;
mod settings;
mod shop_api;
mod subscriptions;
mod version;
mod whole_order;

pub use order_pages::ShopifyOrders;
pub use settings::Settings;
pub use shop_api::{Shop, ShopApi};
pub use subscriptions::{Subscription, create_subscription, subscriptions};
pub use version::ApiVersion;

#[cfg(test)]
mod tests;
