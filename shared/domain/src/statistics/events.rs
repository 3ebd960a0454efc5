//! What the events of a slot come to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use types::Channel;
use types::event_id::EventId;
use types::time::Time;

use super::Histogram;
use crate::event_summary::Status;

/// The most topics that a rollup counts one by one.
const MOST_TOPICS: usize = 50;

/// What is counted of one event.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Counted {
    /// The event's id.
    #[serde(rename = "sk")]
    pub id: EventId,
    /// The channel.
    pub source: Channel,
    /// The topic; may be empty.
    pub topic: String,
    /// What became of it.
    pub status: Status,
    /// When it was received.
    pub received_at: Time,
    /// When it was processed last.
    pub processed_at: Time,
    /// How often a replay was asked for when it was processed.
    pub replays: u64,
}

/// How many events there are of each status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StatusCounts {
    /// Understood and applied.
    pub processed: u64,
    /// Not.
    pub failed: u64,
}

impl StatusCounts {
    /// Adds `other`.
    pub fn merge(&mut self, other: Self) {
        self.processed += other.processed;
        self.failed += other.failed;
    }

    /// All of them.
    pub fn all(self) -> u64 {
        self.processed + self.failed
    }

    fn add(&mut self, status: Status) {
        match status {
            Status::Processed => self.processed += 1,
            Status::Failed => self.failed += 1,
        }
    }
}

/// The events of one integration that were received in one slot.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventRollup {
    /// The integration's channel; `None` while there is no event.
    pub source: Option<Channel>,
    /// By topic.
    pub topics: BTreeMap<String, StatusCounts>,
    /// Those of the topics that are not counted one by one.
    pub rest: StatusCounts,
    /// From receipt until an event was processed, of events that were not replayed.
    pub processed_in: Histogram,
    /// From receipt until the first live client was sent it, of events that anybody was sent.
    pub pushed_in: Histogram,
}

impl EventRollup {
    /// Counts an event; `pushed_ms` is how long after receipt it was pushed, if it was.
    pub fn add(&mut self, event: &Counted, pushed_ms: Option<u64>) {
        self.source = self.source.or(Some(event.source));
        self.topics.entry(event.topic.clone()).or_default().add(event.status);
        // A replay comes when somebody asks for it: the time until then says nothing of the stream.
        if event.replays == 0 {
            let ms = event.processed_at.millis() - event.received_at.millis();
            self.processed_in.add(u64::try_from(ms).unwrap_or_default());
        }
        pushed_ms.into_iter().for_each(|ms| self.pushed_in.add(ms));
    }

    /// Counts all of `other`.
    pub fn merge(&mut self, other: &Self) {
        self.source = self.source.or(other.source);
        for (topic, tally) in &other.topics {
            self.topics.entry(topic.clone()).or_default().merge(*tally);
        }
        self.rest.merge(other.rest);
        self.processed_in.merge(&other.processed_in);
        self.pushed_in.merge(&other.pushed_in);
    }

    /// With the most frequent topics one by one and all others together: what invented topics can make of a row.
    pub fn bounded(mut self) -> Self {
        if self.topics.len() > MOST_TOPICS {
            let mut topics: Vec<_> = std::mem::take(&mut self.topics).into_iter().collect();
            // By name where they are as many, so that the same events always make the same rollup.
            topics.sort_by(|(a, x), (b, y)| y.all().cmp(&x.all()).then_with(|| a.cmp(b)));
            topics.split_off(MOST_TOPICS).into_iter().for_each(|(_, tally)| self.rest.merge(tally));
            self.topics = topics.into_iter().collect();
        }
        self
    }

    /// Of all topics.
    pub fn total(&self) -> StatusCounts {
        let mut total = self.rest;
        self.topics.values().for_each(|tally| total.merge(*tally));
        total
    }

    /// Whether there is no event.
    pub fn is_empty(&self) -> bool {
        self.total().all() == 0
    }
}
