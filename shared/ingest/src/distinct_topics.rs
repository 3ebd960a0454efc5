//! Which topics of integrations distinguish deliveries today, cached in front of the ledger, so that a topic costs one
//! write a day and process.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::integration::IntegrationId;
use store::StoreError;
use store::ledger::{DedupLimits, MAX_TOPICS_PER_DAY, TopicClaim};
use tracing::warn;
use types::time::Time;

/// The most integrations whose topics are cached. Only a verified webhook adds one.
const MAX_CACHED_INTEGRATIONS: usize = 1_000;

/// The distinct topics of this process's integrations.
pub(crate) struct DistinctTopics {
    limits: DedupLimits,
    cache: Mutex<HashMap<IntegrationId, TopicsOfDay>>,
}

/// What is known of an integration's topics of one day.
#[derive(Default)]
struct TopicsOfDay {
    day: String,
    distinct: BTreeSet<String>,
    /// Whether no other topic can become distinct on this day.
    is_full: bool,
}

impl DistinctTopics {
    pub(crate) fn new(limits: DedupLimits) -> Self {
        Self { limits, cache: Mutex::default() }
    }

    /// Whether a topic distinguishes deliveries of an integration on the UTC day of `received_at`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub(crate) async fn is_distinct(
        &self,
        integration: &IntegrationId,
        topic: &str,
        received_at: Time,
    ) -> Result<bool, StoreError> {
        let (key, day) = (DedupLimits::topic_key(topic), received_at.utc_day());
        if let Some(known) = self.known(integration, &key, &day) {
            return Ok(known);
        }
        let claim = self.limits.claim_topic(integration, received_at, &key).await?;
        let is_distinct = claim == TopicClaim::Distinct;
        if !is_distinct {
            warn!(
                %integration,
                topics = MAX_TOPICS_PER_DAY,
                "no more topics are distinguished today: list the integration's topics under names"
            );
        }
        self.remember(integration, key, day, claim);
        Ok(is_distinct)
    }

    fn known(&self, integration: &IntegrationId, key: &str, day: &str) -> Option<bool> {
        let cache = self.lock();
        let topics = cache.get(integration).filter(|topics| topics.day == day)?;
        let is_distinct = topics.distinct.contains(key);
        (is_distinct || topics.is_full).then_some(is_distinct)
    }

    fn remember(&self, integration: &IntegrationId, key: String, day: String, claim: TopicClaim) {
        let mut cache = self.lock();
        if cache.len() >= MAX_CACHED_INTEGRATIONS && !cache.contains_key(integration) {
            cache.clear();
        }
        let topics = cache.entry(integration.clone()).or_default();
        if topics.day != day {
            *topics = TopicsOfDay { day, ..TopicsOfDay::default() };
        }
        match claim {
            TopicClaim::Distinct => drop(topics.distinct.insert(key)),
            TopicClaim::OverLimit(distinct) => (topics.distinct, topics.is_full) = (distinct, true),
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<IntegrationId, TopicsOfDay>> {
        // Each change leaves the map consistent, so a panic elsewhere does not matter.
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
