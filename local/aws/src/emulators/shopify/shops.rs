//! The shops, and what each has.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde_json::Value;

use super::canned_response::CannedResponse;
use super::subscriptions::Subscription;

/// Most shops, and most of each kind of thing that a shop has.
pub(super) const MAX_ITEMS: usize = 10_000;

/// All shops by their domains.
#[derive(Debug, Default)]
pub(super) struct Shops(Mutex<HashMap<String, Shop>>);

/// One shop.
#[derive(Default)]
pub(super) struct Shop {
    pub(super) token: String,
    /// As their webhooks picture them, by id.
    pub(super) orders: BTreeMap<String, Value>,
    pub(super) subscriptions: Vec<Subscription>,
    /// What it answers next, whatever it is asked.
    pub(super) next: VecDeque<CannedResponse>,
    /// What it was asked, the oldest first.
    pub(super) received: VecDeque<ReceivedOperation>,
}

/// A request that came with the right token.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ReceivedOperation {
    pub(super) operation: String,
    pub(super) variables: Value,
}

impl Shops {
    /// Opens a shop with this token, or gives one that is there another token.
    pub(super) fn open(&self, domain: &str, token: &str) {
        let mut shops = self.lock();
        if shops.contains_key(domain) || shops.len() < MAX_ITEMS {
            token.clone_into(&mut shops.entry(domain.to_owned()).or_default().token);
        }
    }

    /// What `act` makes of a shop; `None` if there is none.
    pub(super) fn with<T>(&self, domain: &str, act: impl FnOnce(&mut Shop) -> T) -> Option<T> {
        self.lock().get_mut(domain).map(act)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Shop>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Without the token.
impl std::fmt::Debug for Shop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shop").field("orders", &self.orders.len()).finish_non_exhaustive()
    }
}

impl Shop {
    /// Notes a request; the oldest make room.
    pub(super) fn record(&mut self, asked: ReceivedOperation) {
        if self.received.len() >= MAX_ITEMS {
            self.received.pop_front();
        }
        self.received.push_back(asked);
    }
}
