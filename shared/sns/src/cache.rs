//! A bounded cache of certificates, by URL.

use std::collections::VecDeque;
use std::sync::Arc;

use types::time::{DAY_MS, Time};

use crate::CertificateUrl;
use crate::certificate::Certificate;

/// The most cached certificates. A region has one or two at a time.
const MAX_CACHE_ENTRIES: usize = 10;

/// The longest time for which a certificate is cached, in milliseconds.
const CACHE_TTL_MS: i64 = DAY_MS;

/// The shortest time for which a certificate is cached, in milliseconds. Without it, an expired certificate would be fetched
/// for each message that names it.
const MIN_CACHE_TTL_MS: i64 = 60_000;

/// The certificates, the most recently used one last.
#[derive(Debug, Default)]
pub(crate) struct Cache(VecDeque<CachedCertificate>);

#[derive(Debug)]
struct CachedCertificate {
    url: CertificateUrl,
    certificate: Arc<Certificate>,
    expires_at: Time,
}

impl Cache {
    /// The certificate of `url`, if it is cached and its entry has not expired.
    pub(crate) fn get(&mut self, url: &CertificateUrl, now: Time) -> Option<Arc<Certificate>> {
        let index = self.0.iter().position(|cached| cached.url == *url)?;
        let cached = self.0.remove(index).filter(|cached| now < cached.expires_at)?;
        let certificate = Arc::clone(&cached.certificate);
        self.0.push_back(cached);
        Some(certificate)
    }

    /// Caches a certificate for a day or until it expires. A full cache evicts the least recently used certificate.
    pub(crate) fn put(&mut self, url: &CertificateUrl, certificate: &Arc<Certificate>, now: Time) {
        let latest = now.plus_millis(CACHE_TTL_MS).min(certificate.not_after());
        let expires_at = latest.max(now.plus_millis(MIN_CACHE_TTL_MS));
        self.0.retain(|cached| cached.url != *url);
        if self.0.len() >= MAX_CACHE_ENTRIES {
            self.0.pop_front();
        }
        self.0.push_back(CachedCertificate { url: url.clone(), certificate: Arc::clone(certificate), expires_at });
    }
}
