//! Certificates by URL: cached, fetched once for all concurrent callers, and not retried immediately after a failure.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use types::time::Time;

use crate::cache::Cache;
use crate::certificate::Certificate;
use crate::{CertificateUrl, FetchCertificate, FetchCertificateError};

/// The time after a failed fetch in which its URL is not fetched again, in milliseconds. SNS waits 20 seconds before it
/// retries (<https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html>).
const RETRY_BACKOFF_MS: i64 = 5_000;

/// The most URLs that are fetched at the same time, and whose failures are remembered.
const MAX_CONCURRENT_FETCHES: usize = 10;

/// Fetches and caches certificates.
pub(crate) struct Certificates {
    source: Arc<dyn FetchCertificate>,
    cache: Mutex<Cache>,
    /// The most recently used one last.
    fetches: Mutex<Vec<Arc<Fetch>>>,
}

/// The fetches from one URL.
struct Fetch {
    url: CertificateUrl,
    /// Locked during a fetch, so that there is one at a time.
    last_failure: tokio::sync::Mutex<Option<Failure>>,
}

struct Failure {
    at: Time,
    error: FetchCertificateError,
}

impl Certificates {
    pub(crate) fn new(source: Arc<dyn FetchCertificate>) -> Self {
        Self { source, cache: Mutex::default(), fetches: Mutex::default() }
    }

    /// The certificate at `url`. Its dates are not checked.
    pub(crate) async fn find(
        &self,
        url: &CertificateUrl,
        now: Time,
    ) -> Result<Arc<Certificate>, FetchCertificateError> {
        if let Some(certificate) = self.cache().get(url, now) {
            return Ok(certificate);
        }
        let fetch = self.fetch_of(url)?;
        let mut last_failure = fetch.last_failure.lock().await;
        // A caller that waited for another caller's fetch finds its result here.
        if let Some(certificate) = self.cache().get(url, now) {
            return Ok(certificate);
        }
        if let Some(failure) = &*last_failure
            && now < failure.at.plus_millis(RETRY_BACKOFF_MS)
        {
            return Err(failure.error.clone());
        }
        // Recorded before the fetch, so that a fetch whose caller is canceled counts as an attempt, too.
        let canceled = FetchCertificateError::Unreachable("the fetch was canceled".into());
        *last_failure = Some(Failure { at: now, error: canceled });
        let fetched = self.fetch(url, now).await;
        *last_failure = fetched.as_ref().err().map(|error| Failure { at: now, error: error.clone() });
        fetched
    }

    async fn fetch(&self, url: &CertificateUrl, now: Time) -> Result<Arc<Certificate>, FetchCertificateError> {
        let fetched = self.source.fetch(url).await.and_then(|pem| Certificate::from_pem(&pem));
        let certificate = Arc::new(fetched.inspect_err(|error| {
            tracing::warn!(sns.certificate_url = %url, %error, "an SNS certificate could not be fetched");
        })?);
        self.cache().put(url, &certificate, now);
        Ok(certificate)
    }

    /// The fetches from `url`. A new URL replaces one from which no fetch is running.
    fn fetch_of(&self, url: &CertificateUrl) -> Result<Arc<Fetch>, FetchCertificateError> {
        let mut fetches = self.fetches.lock().unwrap_or_else(PoisonError::into_inner);
        let known = fetches.iter().position(|fetch| fetch.url == *url);
        let fetch = match known {
            Some(index) => fetches.remove(index),
            None => Arc::new(Fetch { url: url.clone(), last_failure: tokio::sync::Mutex::default() }),
        };
        if fetches.len() >= MAX_CONCURRENT_FETCHES {
            let is_idle = |fetch: &Arc<Fetch>| Arc::strong_count(fetch) == 1;
            let idle = fetches.iter().position(is_idle).ok_or(FetchCertificateError::Busy)?;
            fetches.remove(idle);
        }
        fetches.push(Arc::clone(&fetch));
        Ok(fetch)
    }

    fn cache(&self) -> MutexGuard<'_, Cache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
