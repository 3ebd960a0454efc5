//! Integrations as a door looks them up: cached for a short time, whether there is one or not.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::integration::{Integration, IntegrationId};
use store::StoreError;
use store::integrations::IntegrationFinder;
use types::Channel;
use types::time::{Clock, Time};

/// What a request names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum IntegrationLookup {
    /// An integration, in its path.
    Id(IntegrationId),
    /// An account on a channel, in a header.
    Account(Channel, String),
}

/// How long a lookup is used at the most. A disabled integration takes nothing after that.
const LIFE_MS: i64 = 30_000;
/// How long a lookup is used at the most for refusing: a secret that was just added, or an integration that was just
/// made, works after that.
const LIFE_OF_REFUSAL_MS: i64 = 2_000;
/// The most lookups that are kept; strangers can invent names without end.
const MOST: usize = 2_000;

/// A cache before the table of integrations.
pub struct IntegrationCache {
    finder: IntegrationFinder,
    clock: Clock,
    cache: Mutex<HashMap<IntegrationLookup, CachedIntegration>>,
}

#[derive(Clone)]
struct CachedIntegration {
    found: Option<Arc<Integration>>,
    read_at: Time,
}

impl IntegrationCache {
    /// Before `finder`.
    pub fn new(finder: IntegrationFinder, clock: Clock) -> Self {
        Self { finder, clock, cache: Mutex::default() }
    }

    /// The integration, or `None`: from the cache, or by one lookup.
    ///
    /// # Errors
    /// [`StoreError`]; it is not cached.
    pub async fn find(&self, lookup: &IntegrationLookup) -> Result<Option<Arc<Integration>>, StoreError> {
        match self.held(lookup, LIFE_MS) {
            Some(held) => Ok(held.found),
            None => self.read(lookup).await,
        }
    }

    /// For a request that is about to be refused: the integration as it is now, if what was used may be outdated.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_newer(&self, lookup: &IntegrationLookup) -> Result<Option<Option<Arc<Integration>>>, StoreError> {
        match self.held(lookup, LIFE_OF_REFUSAL_MS) {
            Some(_) => Ok(None),
            None => self.read(lookup).await.map(Some),
        }
    }

    async fn read(&self, lookup: &IntegrationLookup) -> Result<Option<Arc<Integration>>, StoreError> {
        // The time before the read: what changes while it runs is not newer than that.
        let read_at = self.clock.now();
        let found = match lookup {
            IntegrationLookup::Id(id) => self.finder.by_id(id).await?,
            IntegrationLookup::Account(channel, account) => self.finder.by_account(*channel, account).await?,
        };
        let found = found.map(Arc::new);
        self.hold(lookup.clone(), CachedIntegration { found: found.clone(), read_at });
        Ok(found)
    }

    fn held(&self, lookup: &IntegrationLookup, life_ms: i64) -> Option<CachedIntegration> {
        let oldest = self.clock.now().plus_millis(-life_ms);
        self.lock().get(lookup).filter(|held| held.read_at > oldest).cloned()
    }

    fn hold(&self, lookup: IntegrationLookup, held: CachedIntegration) {
        let mut cache = self.lock();
        if cache.len() >= MOST {
            let oldest = held.read_at.plus_millis(-LIFE_MS);
            cache.retain(|_, held| held.read_at > oldest);
        }
        if cache.len() >= MOST {
            // A flood of names: what is nobody's goes first, so that strangers cannot push the sellers out.
            cache.retain(|_, held| held.found.is_some());
        }
        if cache.len() < MOST {
            cache.insert(lookup, held);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<IntegrationLookup, CachedIntegration>> {
        // Every change of the map is one call: a panic elsewhere leaves it whole.
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
