//! `GET /api/webhooks/stats`: how many events there were by channel, topic and status, and how long they took.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use domain::integration::IntegrationId;
use domain::permissions::Action;
use domain::statistics::{BucketSize, EventRollup, Histogram, StatusCounts};
use serde::Serialize;
use store::StoreError;
use store::ledger::{DAY_ROLLUPS, HOUR_ROLLUPS, MINUTE_ROLLUPS};
use types::Channel;
use types::concurrency::bounded;
use types::time::Time;

use super::complete_until::complete_until;
use super::window::Window;
use crate::context::ApiContext;
use crate::error::ApiError;
use crate::query::QueryParameters;
use crate::request::ApiRequest;
use crate::response::Json;

/// The query parameters of `GET /api/webhooks/stats`.
pub(crate) const EVENTS_PARAMETERS: QueryParameters = &[&["integration"], &Window::PARAMETERS];

/// How many integrations are read concurrently; each has at most a few hundred rows in memory.
const MAX_CONCURRENT_READS: usize = 8;
/// The most topics that are listed one by one.
const MAX_TOPICS: usize = 200;

/// Counts of events.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct EventStatisticsResponse {
    /// The start of the first bucket.
    from: Time,
    /// The end of the last bucket.
    to: Time,
    /// The length of a bucket of `series`: 60, 3600 or 86400.
    step_seconds: i64,
    /// Everything received before this time is counted, except events that are not processed yet. Null before the first
    /// run of the rollup.
    complete_until: Option<Time>,
    /// All events from `from` to `to`.
    total: StatusCounts,
    /// The events of each channel.
    sources: Vec<SourceCounts>,
    /// The events of each topic, the most frequent topic first.
    topics: Vec<TopicCounts>,
    /// The latencies of the events.
    latency: EventLatencies,
    /// The events of each bucket.
    series: Vec<BucketCounts>,
}

/// The events of one channel.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct SourceCounts {
    source: Channel,
    #[serde(flatten)]
    counts: StatusCounts,
}

/// The events of one topic.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct TopicCounts {
    source: Channel,
    /// The topic; null for all topics of the channel that are not listed one by one.
    topic: Option<String>,
    #[serde(flatten)]
    counts: StatusCounts,
}

/// Latencies, measured from the receipt of the webhook.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct EventLatencies {
    /// Until the event was written.
    processed: LatencySummary,
    /// Until the event was pushed to the live connections.
    pushed: LatencySummary,
}

/// The distribution of a latency.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct LatencySummary {
    /// How many events were measured.
    count: u64,
    /// The median in milliseconds; null if no event was measured.
    p50_ms: Option<u64>,
    /// The 99th percentile in milliseconds.
    p99_ms: Option<u64>,
    /// The maximum in milliseconds.
    max_ms: Option<u64>,
}

/// The events of one bucket.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct BucketCounts {
    /// The start of the bucket.
    at: Time,
    #[serde(flatten)]
    counts: StatusCounts,
}

/// The sum of rollups.
#[derive(Default)]
struct EventSums {
    topics: BTreeMap<(Channel, Option<String>), StatusCounts>,
    processed_in: Histogram,
    pushed_in: Histogram,
    buckets: BTreeMap<Time, StatusCounts>,
}

impl EventSums {
    fn add(&mut self, bucket: Time, rollup: &EventRollup) {
        let Some(source) = rollup.source else { return };
        for (topic, counts) in &rollup.topics {
            self.topics.entry((source, Some(topic.clone()))).or_default().merge(*counts);
        }
        if rollup.rest.total() > 0 {
            self.topics.entry((source, None)).or_default().merge(rollup.rest);
        }
        self.processed_in.merge(&rollup.processed_in);
        self.pushed_in.merge(&rollup.pushed_in);
        self.buckets.entry(bucket).or_default().merge(rollup.total());
    }

    fn merge(&mut self, other: Self) {
        other.topics.into_iter().for_each(|(topic, counts)| self.topics.entry(topic).or_default().merge(counts));
        self.processed_in.merge(&other.processed_in);
        self.pushed_in.merge(&other.pushed_in);
        other.buckets.into_iter().for_each(|(bucket, counts)| self.buckets.entry(bucket).or_default().merge(counts));
    }

    fn total(&self) -> StatusCounts {
        let mut total = StatusCounts::default();
        self.topics.values().for_each(|counts| total.merge(*counts));
        total
    }

    fn sources(&self) -> Vec<SourceCounts> {
        let mut sources: BTreeMap<Channel, StatusCounts> = BTreeMap::new();
        self.topics.iter().for_each(|((source, _), counts)| sources.entry(*source).or_default().merge(*counts));
        sources.into_iter().map(|(source, counts)| SourceCounts { source, counts }).collect()
    }

    /// The most frequent topics first, then for each channel the sum of its other topics.
    fn topics(self) -> Vec<TopicCounts> {
        let (mut listed, mut rest): (Vec<_>, BTreeMap<Channel, StatusCounts>) = (Vec::new(), BTreeMap::new());
        for ((source, topic), counts) in self.topics {
            match topic {
                Some(topic) => listed.push(TopicCounts { source, topic: Some(topic), counts }),
                None => rest.entry(source).or_default().merge(counts),
            }
        }
        listed.sort_by_key(|topic| Reverse(topic.counts.total()));
        for topic in listed.split_off(listed.len().min(MAX_TOPICS)) {
            rest.entry(topic.source).or_default().merge(topic.counts);
        }
        listed.extend(rest.into_iter().map(|(source, counts)| TopicCounts { source, topic: None, counts }));
        listed
    }
}

/// `GET /api/webhooks/stats`
pub(crate) async fn events(
    context: &ApiContext,
    request: &ApiRequest,
) -> Result<Json<EventStatisticsResponse>, ApiError> {
    let query = &request.query;
    let named = query.integration()?;
    let window = Window::parse(query, context.clock.now())?;
    // Read before the rollups are, so that the rollups contain everything that `complete_until` promises.
    let complete_until = complete_until(context).await?;
    let integrations = context.permitted_integrations(&request.user, Action::SeeStatistics, named.as_ref()).await?;
    let reads = integrations.iter().map(|id| read_sums(context, id, window)).collect();
    let mut sums = EventSums::default();
    for read in bounded(MAX_CONCURRENT_READS, reads).await {
        sums.merge(read?);
    }
    let counts_at = |at| BucketCounts { at, counts: sums.buckets.get(&at).copied().unwrap_or_default() };
    let response = EventStatisticsResponse {
        from: window.from,
        to: window.to,
        step_seconds: window.bucket_size.millis() / 1000,
        complete_until,
        total: sums.total(),
        sources: sums.sources(),
        latency: EventLatencies {
            processed: LatencySummary::of(&sums.processed_in),
            pushed: LatencySummary::of(&sums.pushed_in),
        },
        series: window.buckets().map(counts_at).collect(),
        topics: sums.topics(),
    };
    Ok(Json(response))
}

async fn read_sums(context: &ApiContext, id: &IntegrationId, window: Window) -> Result<EventSums, StoreError> {
    let series = match window.bucket_size {
        BucketSize::Minute | BucketSize::QuarterHour => &MINUTE_ROLLUPS,
        BucketSize::Hour => &HOUR_ROLLUPS,
        BucketSize::Day => &DAY_ROLLUPS,
    };
    let rows = context.rollups.within(series, id, (window.from, window.to), false).await?;
    let mut sums = EventSums::default();
    rows.iter().for_each(|(bucket, rollup)| sums.add(*bucket, rollup));
    Ok(sums)
}

impl LatencySummary {
    fn of(latencies: &Histogram) -> Self {
        Self {
            count: latencies.count(),
            p50_ms: latencies.quantile_ms(500),
            p99_ms: latencies.quantile_ms(990),
            max_ms: latencies.max_ms(),
        }
    }
}
