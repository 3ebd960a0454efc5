//! Certificates that were fetched: few, by URL, and for a day at most.

use std::collections::VecDeque;
use std::sync::Arc;

use types::time::{DAY_MS, Time};

use super::CertificateUrl;
use super::certificate::Certificate;

/// Most certificates held. A region has one or two at a time.
const MOST: usize = 10;

/// Least time for which a certificate is held, in milliseconds: one that is no longer valid must not be fetched for
/// each message that names it.
const SHORTEST_MS: i64 = 60_000;

/// The certificates, those used last at the back.
#[derive(Debug, Default)]
pub(super) struct Cache(VecDeque<Held>);

#[derive(Debug)]
struct Held {
    url: CertificateUrl,
    certificate: Arc<Certificate>,
    until: Time,
}

impl Cache {
    /// The certificate of this URL, if it is held and fresh.
    pub(super) fn get(&mut self, url: &CertificateUrl, now: Time) -> Option<Arc<Certificate>> {
        let at = self.0.iter().position(|held| held.url == *url)?;
        let held = self.0.remove(at).filter(|held| now < held.until)?;
        let certificate = Arc::clone(&held.certificate);
        self.0.push_back(held);
        Some(certificate)
    }

    /// Holds a certificate for a day or until it expires; the one that was used longest ago makes room.
    pub(super) fn put(&mut self, url: &CertificateUrl, certificate: &Arc<Certificate>, now: Time) {
        let until = now.plus_millis(DAY_MS).min(certificate.not_after()).max(now.plus_millis(SHORTEST_MS));
        self.0.retain(|held| held.url != *url);
        if self.0.len() >= MOST {
            self.0.pop_front();
        }
        self.0.push_back(Held { url: url.clone(), certificate: Arc::clone(certificate), until });
    }
}
