//! Holds an issuer's keys: fetched when needed, by one caller at a time, and rarely.

use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::{Mutex, MutexGuard};
use types::time::Time;

use super::jwk::{Key, KeySet};
use super::token::Algorithm;
use super::{AuthError, FetchFailed, FetchKeys};

/// Age, in milliseconds, from which keys are fetched anew.
const FRESH_MS: i64 = 60 * 60 * 1000;

/// Age, in milliseconds, up to which keys go on working if they cannot be fetched anew.
const USABLE_MS: i64 = 24 * 60 * 60 * 1000;

/// Least time between two fetches, in milliseconds: tokens with invented key ids must not become requests.
const BETWEEN_FETCHES_MS: i64 = 60_000;

/// The same while there are no keys at all, where every caller is turned away until a fetch succeeds.
const BETWEEN_FIRST_FETCHES_MS: i64 = 5_000;

/// The keys of one issuer, and when they were and may be fetched.
pub(super) struct JwksCache {
    source: Arc<dyn FetchKeys>,
    jwks_url: String,
    held: RwLock<Option<CachedJwks>>,
    /// Locked for as long as a fetch takes, so that there is one at a time.
    last_try: Mutex<Option<FetchAttempt>>,
}

#[derive(Clone)]
struct CachedJwks {
    keys: Arc<KeySet>,
    fetched_at: Time,
}

struct FetchAttempt {
    at: Time,
    failure: Option<FetchFailed>,
}

impl JwksCache {
    /// An empty ring; the first token makes it fetch.
    pub(super) fn new(source: Arc<dyn FetchKeys>, jwks_url: String) -> Self {
        Self { source, jwks_url, held: RwLock::new(None), last_try: Mutex::new(None) }
    }

    /// The key of this id for this algorithm.
    ///
    /// An id that is not held makes the ring fetch, if it has not done so within the last minute. So does age,
    /// but then a held key is used if another caller is fetching already, or if the fetch fails.
    pub(super) async fn find(&self, id: &str, algorithm: Algorithm, now: Time) -> Result<Key, AuthError> {
        if let Some(found) = self.held(now, FRESH_MS).and_then(|held| held.key(id, algorithm)) {
            return found;
        }
        let ageing = self.found(id, algorithm, now);
        let last_try = match ageing {
            Some(ageing) => match self.last_try.try_lock() {
                Ok(last_try) => last_try,
                Err(_) => return ageing,
            },
            // Waits for a fetch that is under way; its outcome is then found below, without another one.
            None => self.last_try.lock().await,
        };
        let failure = self.fetch(last_try, now).await;
        let unknown = failure.map_or(AuthError::UnknownKey, AuthError::KeysUnavailable);
        self.found(id, algorithm, now).unwrap_or(Err(unknown))
    }

    fn found(&self, id: &str, algorithm: Algorithm, now: Time) -> Option<Result<Key, AuthError>> {
        self.held(now, USABLE_MS)?.key(id, algorithm)
    }

    fn held(&self, now: Time, youngest_ms: i64) -> Option<CachedJwks> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner).clone();
        held.filter(|held| now.millis() - held.fetched_at.millis() < youngest_ms)
    }

    /// Fetches if enough time has passed since the last try; says what went wrong in it, or in that last try.
    async fn fetch(&self, mut last_try: MutexGuard<'_, Option<FetchAttempt>>, now: Time) -> Option<FetchFailed> {
        let sleep = if self.held(now, USABLE_MS).is_some() { BETWEEN_FETCHES_MS } else { BETWEEN_FIRST_FETCHES_MS };
        if let Some(last) = &*last_try
            && now < last.at.plus_millis(sleep)
        {
            return last.failure.clone();
        }
        // Noted before the fetch: a caller that is given up while it waits has spent the try all the same.
        *last_try =
            Some(FetchAttempt { at: now, failure: Some(FetchFailed::Unreachable("the fetch was given up".into())) });
        let failure = self.fetch_now(now).await.err();
        if let Some(failure) = &failure {
            tracing::warn!(auth.failure = %failure, "The issuer's keys could not be fetched");
        }
        *last_try = Some(FetchAttempt { at: now, failure: failure.clone() });
        failure
    }

    async fn fetch_now(&self, now: Time) -> Result<(), FetchFailed> {
        let keys = Arc::new(KeySet::read(&self.source.fetch(&self.jwks_url).await?)?);
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = Some(CachedJwks { keys, fetched_at: now });
        Ok(())
    }
}

impl CachedJwks {
    /// `None` if there is no key of this id, an error if there is one but not for this algorithm.
    fn key(&self, id: &str, algorithm: Algorithm) -> Option<Result<Key, AuthError>> {
        let mut named = self.keys.named(id).peekable();
        named.peek()?;
        Some(named.find(|key| key.algorithm() == algorithm).cloned().ok_or(AuthError::Algorithm))
    }
}
