//! The shops and their data.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde_json::Value;

use super::canned_response::CannedResponse;
use super::subscriptions::Subscription;

/// The limit of shops, and of a shop's orders, subscriptions, queued responses and received operations.
pub(super) const MAX_ITEMS: usize = 10_000;

/// All shops by their domains.
#[derive(Debug, Default)]
pub(super) struct Shops(Mutex<HashMap<String, Shop>>);

/// One shop.
#[derive(Default)]
pub(super) struct Shop {
    pub(super) token: String,
    /// In the form of their webhooks, by id.
    pub(super) orders: BTreeMap<String, Value>,
    pub(super) subscriptions: Vec<Subscription>,
    /// The queued responses.
    pub(super) next: VecDeque<CannedResponse>,
    /// The received operations, oldest first.
    pub(super) received: VecDeque<ReceivedOperation>,
}

/// An operation with a valid token.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ReceivedOperation {
    pub(super) operation: String,
    pub(super) variables: Value,
}

impl Shops {
    /// Opens a shop with this token, or replaces the token of an existing one.
    pub(super) fn open(&self, domain: &str, token: &str) {
        let mut shops = self.lock();
        if shops.contains_key(domain) || shops.len() < MAX_ITEMS {
            token.clone_into(&mut shops.entry(domain.to_owned()).or_default().token);
        }
    }

    /// The result of `act` for a shop; `None` if there is no such shop.
    pub(super) fn with<T>(&self, domain: &str, act: impl FnOnce(&mut Shop) -> T) -> Option<T> {
        self.lock().get_mut(domain).map(act)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Shop>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Without the token, which is secret.
impl std::fmt::Debug for Shop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shop").field("orders", &self.orders.len()).finish_non_exhaustive()
    }
}

impl Shop {
    /// Records a request. If there are too many, the oldest one is dropped.
    pub(super) fn record(&mut self, operation: ReceivedOperation) {
        if self.received.len() >= MAX_ITEMS {
            self.received.pop_front();
        }
        self.received.push_back(operation);
    }
}
