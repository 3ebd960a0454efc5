//! An emulator of Shopify for one machine and for tests: the Admin API's orders and webhook subscriptions, with pages and
//! query costs.
//!
//! The stack's `SHOPIFY_ADMIN_URL` points to it. A `PUT` below a shop's path sets what the shop has, and a `POST` queues
//! its next response, so that every error of the real API can be produced. It sends no webhooks: `storebell send` does.

mod canned_response;
mod graphql;
mod graphql_order;
mod orders;
mod routes;
mod shops;
mod subscriptions;

use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::Router;
use serde_json::Value;
use tokio::net::TcpListener;

use shops::{MAX_ITEMS, Shop, Shops};
use subscriptions::Subscription;

pub use canned_response::CannedResponse;

/// Its path on the gateway's port.
pub const PATH: &str = "/local/shopify";

/// The emulator with its shops, in memory. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct ShopifyEmulator(Arc<Shops>);

impl ShopifyEmulator {
    /// Opens a shop with this access token, or replaces the token of an existing one.
    pub fn open(&self, shop: &str, token: &str) {
        self.0.open(shop, token);
    }

    /// Puts an order in the form of its webhook; it replaces one of the same id. `None` if there is no such shop.
    pub fn put_order(&self, shop: &str, order: Value) -> Option<Result<(), &'static str>> {
        self.0.with(shop, |shop| orders::put(shop, order))
    }

    /// Adds a subscription, as if it had been created before. `None` if there is no such shop.
    pub fn subscribe(&self, shop: &str, topic: &str, uri: &str) -> Option<Result<(), &'static str>> {
        let new = Subscription { topic: topic.to_owned(), uri: uri.to_owned() };
        self.0.with(shop, |shop| subscriptions::subscribe(shop, new))
    }

    /// Queues a response of a shop. `None` if there is no such shop.
    pub fn queue_response(&self, shop: &str, response: CannedResponse) -> Option<Result<(), &'static str>> {
        self.0.with(shop, |shop| match shop.next.len() < MAX_ITEMS {
            true => {
                shop.next.push_back(response);
                Ok(())
            }
            false => Err("too many responses are queued"),
        })
    }

    /// The subscriptions of a shop: topic and address.
    pub fn subscriptions(&self, shop: &str) -> Vec<(String, String)> {
        let pairs =
            |shop: &mut Shop| shop.subscriptions.iter().map(|one| (one.topic.clone(), one.uri.clone())).collect();
        self.0.with(shop, pairs).unwrap_or_default()
    }

    /// The operations to which a shop has responded itself, without a queued response: name and variables, oldest first.
    pub fn received_operations(&self, shop: &str) -> Vec<(String, Value)> {
        let pairs =
            |shop: &mut Shop| shop.received.iter().map(|one| (one.operation.clone(), one.variables.clone())).collect();
        self.0.with(shop, pairs).unwrap_or_default()
    }

    /// Serves the emulator on a port of its own for as long as the runtime lives; returns the value of
    /// `SHOPIFY_ADMIN_URL`.
    ///
    /// # Errors
    /// No port is free.
    pub async fn listen(&self) -> io::Result<String> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let url = format!("http://{}{PATH}", listener.local_addr()?);
        let routes = self.local_routes();
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Ok(url)
    }

    /// All routes, under [`PATH`]: only for loopback.
    pub fn local_routes(&self) -> Router {
        routes::local(self)
    }
}
