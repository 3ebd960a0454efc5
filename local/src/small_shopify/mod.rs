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

use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::Router;
use serde_json::Value;
use tokio::net::TcpListener;

use crate::demo::SHOPIFY;
use shops::{MOST, Shops};
use subscriptions::Subscription;

pub use control::Canned;

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

    /// Opens a shop with this access token, or gives one that is there another token.
    pub fn open(&self, shop: &str, token: &str) {
        self.0.open(shop, token);
    }

    /// Puts an order as its webhook pictures it; one of the same id is replaced. `None` if there is no such shop.
    pub fn put_order(&self, shop: &str, order: Value) -> Option<Result<(), &'static str>> {
        self.0.with(shop, |shop| orders::put(shop, order))
    }

    /// Makes a subscription, as if it had been made before. `None` if there is no such shop.
    pub fn subscribe(&self, shop: &str, topic: &str, uri: &str) -> Option<Result<(), &'static str>> {
        let new = Subscription { topic: topic.to_owned(), uri: uri.to_owned() };
        self.0.with(shop, |shop| subscriptions::subscribe(shop, new))
    }

    /// What a shop is to answer next. `None` if there is no such shop.
    pub fn answer_next(&self, shop: &str, canned: Canned) -> Option<Result<(), &'static str>> {
        self.0.with(shop, |shop| match shop.next.len() < MOST {
            true => {
                shop.next.push_back(canned);
                Ok(())
            }
            false => Err("too many answers"),
        })
    }

    /// The subscriptions of a shop, topic and address.
    pub fn subscriptions(&self, shop: &str) -> Vec<(String, String)> {
        let pairs = |shop: &mut shops::Shop| {
            shop.subscriptions.iter().map(|one| (one.topic.clone(), one.uri.clone())).collect()
        };
        self.0.with(shop, pairs).unwrap_or_default()
    }

    /// What a shop has answered in its own way: the names of the questions and their variables, the oldest first.
    pub fn asked(&self, shop: &str) -> Vec<(String, Value)> {
        let pairs = |shop: &mut shops::Shop| {
            shop.asked.iter().map(|one| (one.operation.clone(), one.variables.clone())).collect()
        };
        self.0.with(shop, pairs).unwrap_or_default()
    }

    /// Serves it on a port of its own, for as long as the runtime lives; gives the URL for `SHOPIFY_ADMIN_URL`.
    ///
    /// # Errors
    /// If there is no port.
    pub async fn listen(&self) -> io::Result<String> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let url = format!("http://{}{PATH}", listener.local_addr()?);
        let routes = self.local_routes();
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Ok(url)
    }

    /// All of its routes, under [`PATH`]: only for loopback.
    pub fn local_routes(&self) -> Router {
        routes::local(self)
    }
}
