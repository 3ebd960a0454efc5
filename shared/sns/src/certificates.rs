//! Certificates by URL: fetched when needed, each by one caller at a time, and rarely if that fails.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use types::time::Time;

use super::cache::Cache;
use super::certificate::Certificate;
use super::{CertificateUrl, FetchCertificate, FetchFailed};

/// Least time between two fetches from one URL of which the first failed, in milliseconds. SNS waits for 20 seconds
/// before it tries again (<https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html>).
const BETWEEN_FETCHES_MS: i64 = 5_000;

/// Most URLs from which is fetched at the same time, and whose failures are remembered.
const MOST_FETCHES: usize = 10;

/// Fetches certificates and holds them.
pub(super) struct Certificates {
    source: Arc<dyn FetchCertificate>,
    cache: Mutex<Cache>,
    /// Those used last at the end.
    fetches: Mutex<Vec<Arc<Fetch>>>,
}

/// One URL's fetches.
struct Fetch {
    url: CertificateUrl,
    /// Locked for as long as a fetch takes, so that there is one at a time.
    last_failure: tokio::sync::Mutex<Option<Failure>>,
}

struct Failure {
    at: Time,
    why: FetchFailed,
}

impl Certificates {
    /// Holds nothing; the first message makes it fetch.
    pub(super) fn new(source: Arc<dyn FetchCertificate>) -> Self {
        Self { source, cache: Mutex::default(), fetches: Mutex::default() }
    }

    /// The certificate of this URL, whatever its dates say.
    pub(super) async fn find(&self, url: &CertificateUrl, now: Time) -> Result<Arc<Certificate>, FetchFailed> {
        if let Some(held) = self.cache().get(url, now) {
            return Ok(held);
        }
        let fetch = self.fetch_of(url)?;
        let mut last_failure = fetch.last_failure.lock().await;
        // Who waited for another one's fetch finds what came of it.
        if let Some(held) = self.cache().get(url, now) {
            return Ok(held);
        }
        if let Some(failure) = &*last_failure
            && now < failure.at.plus_millis(BETWEEN_FETCHES_MS)
        {
            return Err(failure.why.clone());
        }
        // Noted before the fetch: a caller that is given up while it waits has spent the try all the same.
        *last_failure = Some(Failure { at: now, why: FetchFailed::Unreachable("the fetch was given up".into()) });
        let fetched = self.fetch_now(url, now).await;
        *last_failure = fetched.as_ref().err().map(|why| Failure { at: now, why: why.clone() });
        fetched
    }

    async fn fetch_now(&self, url: &CertificateUrl, now: Time) -> Result<Arc<Certificate>, FetchFailed> {
        let fetched = self.source.fetch(url).await.and_then(|pem| Certificate::read(&pem));
        let certificate = Arc::new(fetched.inspect_err(|why| {
            tracing::warn!(sns.certificate_url = %url, sns.failure = %why, "A certificate of SNS could not be fetched");
        })?);
        self.cache().put(url, &certificate, now);
        Ok(certificate)
    }

    /// This URL's fetches; a URL from which nobody fetches at present makes room for a new one.
    fn fetch_of(&self, url: &CertificateUrl) -> Result<Arc<Fetch>, FetchFailed> {
        let mut fetches = self.fetches.lock().unwrap_or_else(PoisonError::into_inner);
        let known = fetches.iter().position(|fetch| fetch.url == *url);
        let fetch = match known {
            Some(at) => fetches.remove(at),
            None => Arc::new(Fetch { url: url.clone(), last_failure: tokio::sync::Mutex::default() }),
        };
        if fetches.len() >= MOST_FETCHES {
            let idle = fetches.iter().position(|fetch| Arc::strong_count(fetch) == 1).ok_or(FetchFailed::Busy)?;
            fetches.remove(idle);
        }
        fetches.push(Arc::clone(&fetch));
        Ok(fetch)
    }

    fn cache(&self) -> MutexGuard<'_, Cache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
