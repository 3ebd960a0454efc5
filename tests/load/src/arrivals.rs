//! Which events have arrived, and when.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;
use tokio::time::{sleep, timeout};

use crate::listener::Listener;
use crate::senders::Sent;
use crate::traffic::Traffic;

/// How long is waited for an event that comes a second time, once all have come. A retry of the stream's mapping would
/// push it within this time.
const QUIET: Duration = Duration::from_secs(1);

/// How many missing events are named.
const NAMED: usize = 3;

/// What has arrived so far. Clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Arrivals(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    traffic: Traffic,
    by_id: Mutex<HashMap<String, VerifiedWebhook>>,
    changed: Notify,
}

/// One event's arrival.
#[derive(Clone, Debug)]
struct VerifiedWebhook {
    first: Instant,
    times: u32,
    processed: bool,
}

impl Arrivals {
    /// All frames, or events of a stream, that have arrived.
    pub(crate) fn traffic(&self) -> &Traffic {
        &self.0.traffic
    }

    /// Notes that an event has arrived.
    pub(crate) fn note(&self, id: &str, processed: bool) {
        let now = Instant::now();
        let mut by_id = self.by_id();
        let arrival = by_id.entry(id.to_owned()).or_insert(VerifiedWebhook { first: now, times: 0, processed });
        arrival.times += 1;
        drop(by_id);
        self.0.changed.notify_one();
    }

    /// How long each of `sent` took from its POST to its frame, once all have arrived; or which have not, or not once.
    pub(crate) async fn of(
        &self,
        sent: &[Sent],
        listener: &Listener,
        deadline: Duration,
    ) -> Result<Vec<Duration>, String> {
        tokio::select! {
            // A connection that ended before all came would make everything after it missing.
            why = listener.ended() => return Err(format!("the live connection ended: {why}; {}", self.missing(sent))),
            all = timeout(deadline, self.all(sent)) => all.map_err(|_| self.missing(sent))?,
        }
        sleep(QUIET).await;
        let by_id = self.by_id();
        let arrived = sent.iter().filter_map(|sent| by_id.get(&sent.id).map(|arrival| (sent, arrival)));
        let mut durations = Vec::with_capacity(sent.len());
        for (sent, arrival) in arrived {
            match arrival {
                VerifiedWebhook { times: 1, processed: true, first } => {
                    durations.push(first.duration_since(sent.started))
                }
                VerifiedWebhook { times: 1, .. } => return Err(format!("event {} failed", sent.id)),
                VerifiedWebhook { times, .. } => return Err(format!("event {} arrived {times} times", sent.id)),
            }
        }
        Ok(durations)
    }

    async fn all(&self, sent: &[Sent]) {
        while !self.missing_ids(sent).is_empty() {
            self.0.changed.notified().await;
        }
    }

    fn missing_ids<'a>(&self, sent: &'a [Sent]) -> Vec<&'a str> {
        let by_id = self.by_id();
        sent.iter().map(|sent| sent.id.as_str()).filter(|id| !by_id.contains_key(*id)).collect()
    }

    fn missing(&self, sent: &[Sent]) -> String {
        let missing = self.missing_ids(sent);
        let named: Vec<_> = missing.iter().take(NAMED).copied().collect();
        format!("{} of {} events did not arrive, such as {}", missing.len(), sent.len(), named.join(", "))
    }

    fn by_id(&self) -> MutexGuard<'_, HashMap<String, VerifiedWebhook>> {
        self.0.by_id.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
