//! Which events have arrived, and when.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;
use tokio::time::{sleep, timeout};

use crate::listener::Listener;
use crate::senders::Sent;
use crate::traffic::Traffic;

/// After all events have arrived, how long to wait for a second copy. A retry of the stream mapping would push one within
/// this time.
const QUIET_PERIOD: Duration = Duration::from_secs(1);

/// How many missing events an error names.
const MAX_NAMED_EVENTS: usize = 3;

/// The events so far. Clones share them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Arrivals(Arc<SharedArrivals>);

#[derive(Debug, Default)]
struct SharedArrivals {
    traffic: Traffic,
    by_id: Mutex<HashMap<String, Arrival>>,
    changed: Notify,
}

/// The arrivals of one event.
#[derive(Clone, Debug)]
struct Arrival {
    first: Instant,
    count: u32,
    processed: bool,
}

impl Arrivals {
    /// All frames, or events of a stream, that have arrived.
    pub(crate) fn traffic(&self) -> &Traffic {
        &self.0.traffic
    }

    /// Records that an event has arrived.
    pub(crate) fn record(&self, id: &str, processed: bool) {
        let now = Instant::now();
        let mut by_id = self.by_id();
        let arrival = by_id.entry(id.to_owned()).or_insert(Arrival { first: now, count: 0, processed });
        arrival.count += 1;
        drop(by_id);
        self.0.changed.notify_one();
    }

    /// Waits until all of `sent` have arrived; the time of each from its POST to its frame. An error if one is missing at
    /// the deadline, failed, or arrived more than once.
    pub(crate) async fn latencies(
        &self,
        sent: &[Sent],
        listener: &Listener,
        deadline: Duration,
    ) -> Result<Vec<Duration>, String> {
        tokio::select! {
            // Once the connection has ended, later events cannot arrive.
            reason = listener.ended() => {
                return Err(format!("the live connection ended: {reason}; {}", self.missing(sent)));
            }
            all = timeout(deadline, self.all(sent)) => all.map_err(|_| self.missing(sent))?,
        }
        sleep(QUIET_PERIOD).await;
        let by_id = self.by_id();
        let arrived = sent.iter().filter_map(|sent| by_id.get(&sent.id).map(|arrival| (sent, arrival)));
        let mut latencies = Vec::with_capacity(sent.len());
        for (sent, arrival) in arrived {
            match arrival {
                Arrival { count: 1, processed: true, first } => latencies.push(first.duration_since(sent.started)),
                Arrival { count: 1, .. } => return Err(format!("event {} failed", sent.id)),
                Arrival { count, .. } => return Err(format!("event {} arrived {count} times", sent.id)),
            }
        }
        Ok(latencies)
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
        let named: Vec<_> = missing.iter().take(MAX_NAMED_EVENTS).copied().collect();
        format!("{} of {} events did not arrive, such as {}", missing.len(), sent.len(), named.join(", "))
    }

    fn by_id(&self) -> MutexGuard<'_, HashMap<String, Arrival>> {
        self.0.by_id.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
