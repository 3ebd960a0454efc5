//! The cached keys of an issuer: fetched when needed, once for all concurrent callers, and rate-limited.

use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::{Mutex, MutexGuard};
use types::time::Time;

use crate::jwk::{Key, KeySet};
use crate::token::Algorithm;
use crate::{AuthError, FetchKeys, FetchKeysError};

/// The age from which keys are fetched again, in milliseconds.
const CACHE_TTL_MS: i64 = 60 * 60 * 1000;

/// The age up to which cached keys are used if they cannot be fetched again, in milliseconds.
const MAX_STALE_MS: i64 = 24 * 60 * 60 * 1000;

/// The shortest time between two fetches, in milliseconds, so that tokens with invented key ids do not cause requests.
const MIN_FETCH_INTERVAL_MS: i64 = 60_000;

/// The same while no key is cached. Every token is rejected until a fetch succeeds, so the interval is shorter.
const MIN_FETCH_INTERVAL_WITHOUT_KEYS_MS: i64 = 5_000;

/// The keys of one issuer.
pub(crate) struct JwksCache {
    source: Arc<dyn FetchKeys>,
    jwks_url: String,
    cached: RwLock<Option<CachedJwks>>,
    /// Locked during a fetch, so that there is one at a time.
    last_attempt: Mutex<Option<FetchAttempt>>,
}

#[derive(Clone)]
struct CachedJwks {
    keys: Arc<KeySet>,
    fetched_at: Time,
}

struct FetchAttempt {
    at: Time,
    error: Option<FetchKeysError>,
}

impl JwksCache {
    /// An empty cache. The first token causes a fetch.
    pub(crate) fn new(source: Arc<dyn FetchKeys>, jwks_url: String) -> Self {
        Self { source, jwks_url, cached: RwLock::new(None), last_attempt: Mutex::new(None) }
    }

    /// The key with this id for this algorithm.
    ///
    /// An unknown id causes a fetch, unless there was one within the last minute. So do expired keys, but they are used if
    /// another caller is already fetching, or if the fetch fails.
    ///
    /// # Errors
    /// [`AuthError::UnknownKey`], [`AuthError::Algorithm`] and [`AuthError::KeysUnavailable`].
    pub(crate) async fn find(&self, id: &str, algorithm: Algorithm, now: Time) -> Result<Key, AuthError> {
        if let Some(found) = self.cached(now, CACHE_TTL_MS).and_then(|cached| cached.key(id, algorithm)) {
            return found;
        }
        let stale = self.find_stale(id, algorithm, now);
        let last_attempt = match stale {
            Some(stale) => match self.last_attempt.try_lock() {
                Ok(last_attempt) => last_attempt,
                Err(_) => return stale,
            },
            // Waits for a running fetch. Its result is then found below without another fetch.
            None => self.last_attempt.lock().await,
        };
        let error = self.fetch_unless_recent(last_attempt, now).await;
        let not_found = error.map_or(AuthError::UnknownKey, AuthError::KeysUnavailable);
        self.find_stale(id, algorithm, now).unwrap_or(Err(not_found))
    }

    fn find_stale(&self, id: &str, algorithm: Algorithm, now: Time) -> Option<Result<Key, AuthError>> {
        self.cached(now, MAX_STALE_MS)?.key(id, algorithm)
    }

    fn cached(&self, now: Time, max_age_ms: i64) -> Option<CachedJwks> {
        let cached = self.cached.read().unwrap_or_else(PoisonError::into_inner).clone();
        cached.filter(|cached| now.millis() - cached.fetched_at.millis() < max_age_ms)
    }

    /// Fetches the keys if enough time has passed since the last attempt. Returns the error of this attempt, or of the
    /// last one.
    async fn fetch_unless_recent(
        &self,
        mut last_attempt: MutexGuard<'_, Option<FetchAttempt>>,
        now: Time,
    ) -> Option<FetchKeysError> {
        let min_interval_ms = match self.cached(now, MAX_STALE_MS) {
            Some(_) => MIN_FETCH_INTERVAL_MS,
            None => MIN_FETCH_INTERVAL_WITHOUT_KEYS_MS,
        };
        if let Some(last) = &*last_attempt
            && now < last.at.plus_millis(min_interval_ms)
        {
            return last.error.clone();
        }
        // Recorded before the fetch, so that a fetch whose caller is canceled counts as an attempt, too.
        let canceled = FetchKeysError::Unreachable("the fetch was canceled".into());
        *last_attempt = Some(FetchAttempt { at: now, error: Some(canceled) });
        let error = self.fetch(now).await.err();
        if let Some(error) = &error {
            tracing::warn!(%error, "the keys of the token issuer could not be fetched");
        }
        *last_attempt = Some(FetchAttempt { at: now, error: error.clone() });
        error
    }

    async fn fetch(&self, now: Time) -> Result<(), FetchKeysError> {
        let keys = Arc::new(KeySet::parse(&self.source.fetch(&self.jwks_url).await?)?);
        *self.cached.write().unwrap_or_else(PoisonError::into_inner) = Some(CachedJwks { keys, fetched_at: now });
        Ok(())
    }
}

impl CachedJwks {
    /// `None` if there is no key with this id; an error if there is one, but not for this algorithm.
    fn key(&self, id: &str, algorithm: Algorithm) -> Option<Result<Key, AuthError>> {
        let mut keys = self.keys.with_id(id).peekable();
        keys.peek()?;
        Some(keys.find(|key| key.algorithm() == algorithm).cloned().ok_or(AuthError::Algorithm))
    }
}
