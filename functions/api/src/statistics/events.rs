//! `GET /api/webhooks/stats`: how many events there were, of what, and how long they took.

use std::collections::BTreeMap;

use auth::User;
use domain::integration::IntegrationId;
use domain::statistics::{BucketSize, EventRollup, Histogram, StatusCounts};
use lambda_http::http::StatusCode;
use runtime::response::{Response, json};
use serde::Serialize;
use store::StoreError;
use store::ledger::{DAYS, HOURS, MINUTES};
use types::Channel;
use types::concurrency::bounded;
use types::time::Time;

use super::complete::complete_until;
use super::window::Window;
use crate::dashboard::Dashboard;
use crate::error::ApiError;
use crate::query::Query;

/// Integrations that are read at once: each has at most a few hundred rows in memory.
const AT_ONCE: usize = 8;
/// The most topics that are told one by one.
const MOST_TOPICS: usize = 200;

#[derive(Serialize)]
struct Statistics {
    from: Time,
    to: Time,
    step_seconds: i64,
    complete_until: Option<Time>,
    total: StatusCounts,
    sources: Vec<OfSource>,
    topics: Vec<OfTopic>,
    latency: Latencies,
    series: Vec<At>,
}

#[derive(Serialize)]
struct OfSource {
    source: Channel,
    #[serde(flatten)]
    tally: StatusCounts,
}

#[derive(Serialize)]
struct OfTopic {
    source: Channel,
    /// `None` for all topics that are not told one by one.
    topic: Option<String>,
    #[serde(flatten)]
    tally: StatusCounts,
}

/// From receipt on.
#[derive(Serialize)]
struct Latencies {
    processed: Latency,
    pushed: Latency,
}

#[derive(Serialize)]
struct Latency {
    count: u64,
    p50_ms: Option<u64>,
    p99_ms: Option<u64>,
    max_ms: Option<u64>,
}

#[derive(Serialize)]
struct At {
    at: Time,
    #[serde(flatten)]
    tally: StatusCounts,
}

/// What the integrations' rollups come to.
#[derive(Default)]
struct Sum {
    topics: BTreeMap<(Channel, Option<String>), StatusCounts>,
    processed_in: Histogram,
    pushed_in: Histogram,
    slots: BTreeMap<Time, StatusCounts>,
}

impl Sum {
    fn add(&mut self, slot: Time, rollup: &EventRollup) {
        let Some(source) = rollup.source else { return };
        for (topic, tally) in &rollup.topics {
            self.topics.entry((source, Some(topic.clone()))).or_default().merge(*tally);
        }
        if rollup.rest.total() > 0 {
            self.topics.entry((source, None)).or_default().merge(rollup.rest);
        }
        self.processed_in.merge(&rollup.processed_in);
        self.pushed_in.merge(&rollup.pushed_in);
        self.slots.entry(slot).or_default().merge(rollup.total());
    }

    fn merge(&mut self, other: Self) {
        other.topics.into_iter().for_each(|(topic, tally)| self.topics.entry(topic).or_default().merge(tally));
        self.processed_in.merge(&other.processed_in);
        self.pushed_in.merge(&other.pushed_in);
        other.slots.into_iter().for_each(|(slot, tally)| self.slots.entry(slot).or_default().merge(tally));
    }

    fn total(&self) -> StatusCounts {
        let mut total = StatusCounts::default();
        self.topics.values().for_each(|tally| total.merge(*tally));
        total
    }

    fn sources(&self) -> Vec<OfSource> {
        let mut sources: BTreeMap<Channel, StatusCounts> = BTreeMap::new();
        self.topics.iter().for_each(|((source, _), tally)| sources.entry(*source).or_default().merge(*tally));
        sources.into_iter().map(|(source, tally)| OfSource { source, tally }).collect()
    }

    /// The most frequent ones first; those of a channel that are not told one by one come last.
    fn topics(self) -> Vec<OfTopic> {
        let (mut named, mut rest): (Vec<_>, BTreeMap<Channel, StatusCounts>) = (Vec::new(), BTreeMap::new());
        for ((source, topic), tally) in self.topics {
            match topic {
                Some(topic) => named.push(OfTopic { source, topic: Some(topic), tally }),
                None => rest.entry(source).or_default().merge(tally),
            }
        }
        named.sort_by_key(|of| std::cmp::Reverse(of.tally.total()));
        for of in named.split_off(named.len().min(MOST_TOPICS)) {
            rest.entry(of.source).or_default().merge(of.tally);
        }
        named.extend(rest.into_iter().map(|(source, tally)| OfTopic { source, topic: None, tally }));
        named
    }
}

/// `GET /api/webhooks/stats`
pub(crate) async fn events(dashboard: &Dashboard, user: &User, query: Option<&str>) -> Result<Response, ApiError> {
    let query = Query::read(query, &[["integration"].as_slice(), &Window::PARAMETERS].concat())?;
    let named = query.integration()?;
    let window = Window::read(&query, dashboard.clock.now())?;
    // Before the rows: what it promises is in them.
    let complete_until = complete_until(dashboard).await?;
    let integrations = dashboard.integrations_of(user, named.as_ref()).await?;
    let sums = bounded(AT_ONCE, integrations.iter().map(|id| sum(dashboard, id, window)).collect()).await;
    let mut all = Sum::default();
    for sum in sums {
        all.merge(sum?);
    }
    let series = window.slots().map(|at| At { at, tally: all.slots.get(&at).copied().unwrap_or_default() }).collect();
    let response = Statistics {
        from: window.from,
        to: window.to,
        step_seconds: window.step.millis() / 1000,
        complete_until,
        total: all.total(),
        sources: all.sources(),
        latency: Latencies { processed: latency(&all.processed_in), pushed: latency(&all.pushed_in) },
        topics: all.topics(),
        series,
    };
    Ok(json(StatusCode::OK, &response))
}

async fn sum(dashboard: &Dashboard, id: &IntegrationId, window: Window) -> Result<Sum, StoreError> {
    let series = match window.step {
        BucketSize::Minute | BucketSize::QuarterHour => &MINUTES,
        BucketSize::Hour => &HOURS,
        BucketSize::Day => &DAYS,
    };
    let rows = dashboard.rollups.within(series, id, (window.from, window.to), false).await?;
    let mut sum = Sum::default();
    rows.iter().for_each(|(slot, rollup)| sum.add(*slot, rollup));
    Ok(sum)
}

fn latency(times: &Histogram) -> Latency {
    Latency {
        count: times.count(),
        p50_ms: times.quantile_ms(500),
        p99_ms: times.quantile_ms(990),
        max_ms: times.max_ms(),
    }
}
