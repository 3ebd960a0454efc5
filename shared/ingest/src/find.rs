//! Step 2: the integration that a webhook names, through a cache with a short TTL. Absent integrations are cached, too.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::integration::{Integration, IntegrationId};
use store::StoreError;
use store::integrations::IntegrationFinder;
use types::Channel;
use types::time::{Clock, Time};

/// What a webhook names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum IntegrationLookup {
    /// An integration, in its path.
    Id(IntegrationId),
    /// An account on a channel, in a header or a message.
    Account(Channel, String),
}

/// The lifetime of a cached integration, in milliseconds: a disabled integration rejects every webhook after that.
const CACHE_TTL_MS: i64 = 30_000;
/// The lifetime of a cached integration that is about to reject a webhook, in milliseconds: a secret that was just added, or an
/// integration that was just created, counts after that.
const REJECTION_CACHE_TTL_MS: i64 = 2_000;
/// The most cached lookups: strangers can invent any number of names.
const MAX_CACHE_ENTRIES: usize = 2_000;

/// The integrations of this process, cached in front of their table.
pub struct IntegrationCache {
    finder: IntegrationFinder,
    clock: Clock,
    cache: Mutex<HashMap<IntegrationLookup, CachedIntegration>>,
}

#[derive(Clone)]
struct CachedIntegration {
    integration: Option<Arc<Integration>>,
    read_at: Time,
}

impl IntegrationCache {
    /// An empty cache in front of `finder`.
    pub fn new(finder: IntegrationFinder, clock: Clock) -> Self {
        Self { finder, clock, cache: Mutex::default() }
    }

    /// The integration, or `None`: from the cache, or by one lookup.
    ///
    /// # Errors
    /// [`StoreError`]; it is not cached.
    pub async fn find(&self, lookup: &IntegrationLookup) -> Result<Option<Arc<Integration>>, StoreError> {
        match self.cached(lookup, CACHE_TTL_MS) {
            Some(cached) => Ok(cached.integration),
            None => self.read(lookup).await,
        }
    }

    /// The present integration, for a webhook that the cached one would reject. `None` if the cached one is younger than
    /// two seconds.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_newer(&self, lookup: &IntegrationLookup) -> Result<Option<Option<Arc<Integration>>>, StoreError> {
        match self.cached(lookup, REJECTION_CACHE_TTL_MS) {
            Some(_) => Ok(None),
            None => self.read(lookup).await.map(Some),
        }
    }

    async fn read(&self, lookup: &IntegrationLookup) -> Result<Option<Arc<Integration>>, StoreError> {
        // The time before the read: a change while it runs may not be in its result.
        let read_at = self.clock.now();
        let integration = match lookup {
            IntegrationLookup::Id(id) => self.finder.by_id(id).await?,
            IntegrationLookup::Account(channel, account) => self.finder.by_account(*channel, account).await?,
        };
        let integration = integration.map(Arc::new);
        self.insert(lookup.clone(), CachedIntegration { integration: integration.clone(), read_at });
        Ok(integration)
    }

    fn cached(&self, lookup: &IntegrationLookup, ttl_ms: i64) -> Option<CachedIntegration> {
        let oldest = self.clock.now().plus_millis(-ttl_ms);
        self.lock().get(lookup).filter(|cached| cached.read_at > oldest).cloned()
    }

    fn insert(&self, lookup: IntegrationLookup, entry: CachedIntegration) {
        let mut cache = self.lock();
        if cache.len() >= MAX_CACHE_ENTRIES {
            let oldest = entry.read_at.plus_millis(-CACHE_TTL_MS);
            cache.retain(|_, cached| cached.read_at > oldest);
        }
        if cache.len() >= MAX_CACHE_ENTRIES {
            // A flood of invented names: absent integrations go first, so that strangers cannot evict sellers.
            cache.retain(|_, cached| cached.integration.is_some());
        }
        if cache.len() < MAX_CACHE_ENTRIES {
            cache.insert(lookup, entry);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<IntegrationLookup, CachedIntegration>> {
        // Every change of the map is one call, so a panic elsewhere leaves it consistent.
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
