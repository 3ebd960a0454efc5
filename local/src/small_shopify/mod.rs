//! A small Shopify for one machine and for tests: the Admin API's orders and webhook subscriptions, with pages and costs.
//!
//! `SHOPIFY_ADMIN_URL` of the stack leads here. A shop is told what it has by `PUT` beneath its path, and what it is to
//! answer next, so that every trouble of the real one can be had. It sends no webhooks: whoever wants one posts it.

mod control;
mod graph_order;
mod graphql;
mod orders;
mod routes;
mod shops;
mod subscriptions;

use std::sync::Arc;

use axum::Router;

use crate::demo::SHOPIFY;
use shops::Shops;

/// Where it is on the gateway's port.
pub const PATH: &str = "/local/shopify";

/// A Shopify with its shops, in memory. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct SmallShopify(Arc<Shops>);

impl SmallShopify {
    /// One with the demo shop, which has no orders yet.
    pub fn with_demo() -> Self {
        let shopify = Self::default();
        if let Some(token) = SHOPIFY.access_token {
            shopify.0.open(SHOPIFY.account, token);
        }
        shopify
    }

    /// All of its routes, under [`PATH`]: only for loopback.
    pub fn local_routes(&self) -> Router {
        routes::local(self)
    }
}
