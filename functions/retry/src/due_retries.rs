//! Events that are due: each is asked to be replayed once, and its note is removed.

use std::collections::BTreeSet;

use domain::event_summary::EventSummary;
use serde::Serialize;
use store::StoreError;
use store::events::{Event, EventLog, EventReader};
use store::ledger::{DueRetry, Retries};
use store::replays::{ReplayResult, Replays};
use tokio::time::Instant;
use tracing::{error, info};
use types::concurrency::bounded;
use types::time::{Clock, Time};

use crate::event_publisher::EventPublisher;

/// How many notes are read of each partition at once, and how many events are worked on at once.
const PAGE: i32 = 200;
const AT_ONCE: usize = 16;
/// Why an event is not tried again.
const GONE: &str = "delivery_gone: its delivery is no longer kept and cannot be tried again";

/// What became of the events that were due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Retried {
    /// Replays that were asked for.
    pub(crate) retried: usize,
    /// Notes that had nothing to say any more: the event is processed, or was replayed since.
    pub(crate) stale: usize,
    /// Events whose delivery is no longer kept.
    pub(crate) gone: usize,
}

/// What became of one note.
enum Outcome {
    Retried,
    Stale,
    Gone,
    /// The time was over.
    Left,
}

/// Tries events again. A note is removed last: a run that is cut off leaves it, and the next one finds out that the
/// replay was asked for.
pub(crate) struct DueRetries {
    pub(crate) retries: Retries,
    pub(crate) reader: EventReader,
    pub(crate) replays: Replays,
    pub(crate) events: EventLog,
    pub(crate) announcer: EventPublisher,
    pub(crate) clock: Clock,
}

impl DueRetries {
    /// Tries everything again that is due at `due`, the oldest first, and begins no event from `until` on.
    pub(crate) async fn run(&self, due: Time, until: Instant) -> Result<Retried, StoreError> {
        let mut done = Retried::default();
        // Each note of a page is removed, or the time is over, or there was an error: it comes to an end.
        while Instant::now() < until {
            let page = self.retries.due(due, PAGE).await?;
            if page.is_empty() {
                break;
            }
            let retries = page.iter().map(|due| self.retry(due, until)).collect();
            for outcome in bounded(AT_ONCE, retries).await {
                match outcome? {
                    Outcome::Retried => done.retried += 1,
                    Outcome::Stale => done.stale += 1,
                    Outcome::Gone => done.gone += 1,
                    Outcome::Left => {}
                }
            }
        }
        Ok(done)
    }

    async fn retry(&self, due: &DueRetry, until: Instant) -> Result<Outcome, StoreError> {
        if Instant::now() >= until {
            return Ok(Outcome::Left);
        }
        let outcome = match self.event_of(due).await? {
            Some(event) if event.summary.next_retry_at == Some(due.at) => self.ask(&event).await?,
            // A run that was cut off may not have come to tell of it.
            Some(event) if event.summary.error.as_deref() == Some(GONE) => self.say_gone(&event).await?,
            _ => Outcome::Stale,
        };
        self.retries.remove(due).await?;
        Ok(outcome)
    }

    /// The event of a note, if it can be read.
    async fn event_of(&self, due: &DueRetry) -> Result<Option<Event>, StoreError> {
        match self.reader.get(&due.integration, due.event).await {
            // It will be as unreadable in a minute: it waits for a person, and nobody waits for it.
            Err(error @ StoreError::Unreadable { .. }) => {
                error!(integration = %due.integration, event.id = %due.event, %error, "an event is not tried again");
                Ok(None)
            }
            read => read,
        }
    }

    async fn ask(&self, event: &Event) -> Result<Outcome, StoreError> {
        let line = &event.summary;
        match self.replays.retry(&event.delivery_key(), event.replays, self.clock.now()).await? {
            Some(ReplayResult::Requested { .. }) => {
                info!(integration = %line.integration, event.id = %line.id, attempt = line.attempt + 1, "tried again");
                Ok(Outcome::Retried)
            }
            Some(ReplayResult::Gone) => self.say_gone(event).await,
            None => Ok(Outcome::Stale),
        }
    }

    /// The event will not be tried again, and says why. Where another writer was faster, it has newer things to say.
    async fn say_gone(&self, event: &Event) -> Result<Outcome, StoreError> {
        let line = EventSummary { next_retry_at: None, error: Some(GONE.to_owned()), ..event.summary.clone() };
        let gone = Event { summary: line, ..event.clone() };
        let notes = self.announcer.begin(&BTreeSet::from([&event.summary.integration])).await?;
        let amended = if gone == *event { Some(gone.summary) } else { self.events.update_event(&gone).await? };
        self.announcer.announce(amended.into_iter().collect(), notes).await?;
        Ok(Outcome::Gone)
    }
}
