//! Event rollups: counts and latencies of the events in a time bucket.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use types::Channel;
use types::event_id::EventId;
use types::time::Time;

use super::Histogram;
use crate::event_summary::Status;

/// Topics beyond this number are counted together.
const MAX_ROLLUP_TOPICS: usize = 50;

/// The fields of an event that a rollup counts.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct CountedEvent {
    /// The event's id.
    #[serde(rename = "sk")]
    pub id: EventId,
    /// The channel.
    pub source: Channel,
    /// The topic; may be empty.
    pub topic: String,
    /// The result of processing.
    pub status: Status,
    /// When it was received.
    pub received_at: Time,
    /// When it was last processed.
    pub processed_at: Time,
    /// How many replays had been requested when it was last processed.
    pub replays: u64,
}

/// The number of events of each status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StatusCounts {
    /// Normalized and applied.
    pub processed: u64,
    /// Failed.
    pub failed: u64,
}

impl StatusCounts {
    /// Adds `other`.
    pub fn merge(&mut self, other: Self) {
        self.processed += other.processed;
        self.failed += other.failed;
    }

    /// The number of events of all statuses.
    pub fn total(self) -> u64 {
        self.processed + self.failed
    }

    fn add(&mut self, status: Status) {
        match status {
            Status::Processed => self.processed += 1,
            Status::Failed => self.failed += 1,
        }
    }
}

/// The events of one integration that were received in one time bucket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventRollup {
    /// The integration's channel; `None` while there is no event.
    pub source: Option<Channel>,
    /// Counts by topic.
    pub topics: BTreeMap<String, StatusCounts>,
    /// Counts of all topics that are not in `topics`.
    pub rest: StatusCounts,
    /// Time from receipt until processing, of events that were not replayed.
    pub processed_in: Histogram,
    /// Time from receipt until the first live client was sent the event, of events that were pushed.
    pub pushed_in: Histogram,
}

impl EventRollup {
    /// Counts an event; `pushed_ms` is the time from receipt until its push, if it was pushed.
    pub fn add(&mut self, event: &CountedEvent, pushed_ms: Option<u64>) {
        self.source = self.source.or(Some(event.source));
        self.topics.entry(event.topic.clone()).or_default().add(event.status);
        // A replay is processed when a person requests it: the time until then says nothing about the stream.
        if event.replays == 0 {
            let ms = event.processed_at.millis() - event.received_at.millis();
            self.processed_in.add(u64::try_from(ms).unwrap_or_default());
        }
        pushed_ms.into_iter().for_each(|ms| self.pushed_in.add(ms));
    }

    /// Adds `other`.
    pub fn merge(&mut self, other: &Self) {
        self.source = self.source.or(other.source);
        for (topic, counts) in &other.topics {
            self.topics.entry(topic.clone()).or_default().merge(*counts);
        }
        self.rest.merge(other.rest);
        self.processed_in.merge(&other.processed_in);
        self.pushed_in.merge(&other.pushed_in);
    }

    /// Keeps the most frequent topics and counts all others together, so that invented topics cannot make a row grow.
    pub fn bounded(mut self) -> Self {
        if self.topics.len() > MAX_ROLLUP_TOPICS {
            let mut topics: Vec<_> = std::mem::take(&mut self.topics).into_iter().collect();
            // Ties are ordered by name, so that the same events always give the same rollup.
            topics.sort_by(|(a, x), (b, y)| y.total().cmp(&x.total()).then_with(|| a.cmp(b)));
            topics.split_off(MAX_ROLLUP_TOPICS).into_iter().for_each(|(_, counts)| self.rest.merge(counts));
            self.topics = topics.into_iter().collect();
        }
        self
    }

    /// Counts of all topics.
    pub fn total(&self) -> StatusCounts {
        let mut total = self.rest;
        self.topics.values().for_each(|counts| total.merge(*counts));
        total
    }

    /// Whether it counts no event.
    pub fn is_empty(&self) -> bool {
        self.total().total() == 0
    }
}
