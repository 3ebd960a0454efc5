//! The shops, and what each has.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde_json::Value;

use super::control::Canned;
use super::subscriptions::Subscription;

/// Most shops, and most of each kind of thing that a shop has.
pub(super) const MOST: usize = 10_000;

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
    pub(super) next: VecDeque<Canned>,
    /// What it was asked, the oldest first.
    pub(super) asked: VecDeque<Asked>,
}

/// A question that came with the right token.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Asked {
    pub(super) operation: String,
    pub(super) variables: Value,
}

impl Shops {
    /// Opens a shop with this token, or gives one that is there another token.
    pub(super) fn open(&self, domain: &str, token: &str) {
        let mut shops = self.lock();
        if shops.contains_key(domain) || shops.len() < MOST {
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
    /// Notes a question; the oldest make room.
    pub(super) fn note(&mut self, asked: Asked) {
        if self.asked.len() >= MOST {
            self.asked.pop_front();
        }
        self.asked.push_back(asked);
    }
}
