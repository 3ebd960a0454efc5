//! One run: every integration that is to be asked, who waits longest first.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::Client;
use domain::integration::IntegrationId;
use runtime::environment::{ConfigError, Environment};
use serde::Serialize;
use store::StoreError;
use store::integrations::{IntegrationFinder, ReconcilableIntegrations};
use store::ledger::{ReconcileCheckpoint, ReconcileCheckpoints};
use tracing::info;
use types::concurrency::bounded;
use types::time::{Clock, Time};

use crate::one::{One, Outcome};
use crate::settings::Settings;
use crate::source::{Source, sources};

/// Integrations that are asked side by side.
const AT_ONCE: usize = 4;
/// The longest that one may take, in milliseconds, so that no large one keeps the others.
const SLICE_MS: i64 = 120_000;

/// What a run came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Integrations that were asked.
    pub asked: usize,
    /// Those of them that gave no answer.
    pub failed: usize,
    /// Integrations for which there was no time; the next run begins with them.
    pub left: usize,
    /// Answers that were not there yet.
    pub stored: usize,
    /// Answers that were.
    pub known: usize,
}

/// What a run needs.
pub(crate) struct Reconcile {
    sources: Vec<Source>,
    asked: ReconcilableIntegrations,
    finder: IntegrationFinder,
    marks: ReconcileCheckpoints,
    settings: Settings,
    clock: Clock,
}

impl Reconcile {
    pub(crate) fn new(environment: &Environment, client: &Client, clock: Clock) -> Result<Self, ConfigError> {
        Ok(Self {
            sources: sources(environment, client, &clock)?,
            asked: ReconcilableIntegrations::new(client.clone(), environment)?,
            finder: IntegrationFinder::new(client.clone(), environment)?,
            marks: ReconcileCheckpoints::new(client.clone(), environment)?,
            settings: Settings::from_environment(environment)?,
            clock,
        })
    }

    /// Asks until `end`. One that fails keeps no other.
    ///
    /// # Errors
    /// [`StoreError`] if nobody can say whom to ask.
    pub(crate) async fn run(&self, end: Time) -> Result<Report, StoreError> {
        let mut report = Report::default();
        for source in &self.sources {
            let mut marks = self.marks.of_channel(source.channel).await?;
            let order = longest_first(self.asked.of_channel(source.channel).await?, &marks);
            let asks = order.into_iter().map(|id| {
                let mark = marks.remove(&id);
                self.ask(source, id, mark, end)
            });
            for outcome in bounded(AT_ONCE, asks.collect()).await {
                report.add(outcome);
            }
        }
        let Report { asked, failed, left, stored, known } = report;
        info!(asked, failed, left, stored, known, "reconciled");
        Ok(report)
    }

    async fn ask(&self, source: &Source, id: IntegrationId, mark: Option<ReconcileCheckpoint>, end: Time) -> Outcome {
        let now = self.clock.now();
        if now >= end {
            return Outcome::Left;
        }
        let deadline = end.min(now.plus_millis(SLICE_MS));
        let Self { finder, marks, settings, clock, .. } = self;
        One { source, finder, marks, settings, clock, deadline }.ask(&id, mark).await
    }
}

/// Who was never asked comes first, then who was asked longest ago: so each run goes on where the last one ended.
fn longest_first(
    mut ids: Vec<IntegrationId>,
    marks: &BTreeMap<IntegrationId, ReconcileCheckpoint>,
) -> Vec<IntegrationId> {
    ids.sort_by_key(|id| marks.get(id).map(|mark| mark.attempted_at));
    ids
}

impl Report {
    fn add(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Left => self.left += 1,
            Outcome::Gone => {}
            Outcome::Asked { failed, stored, known } => {
                self.asked += 1;
                self.failed += usize::from(failed);
                self.stored += stored;
                self.known += known;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_waits_longest_comes_first() {
        let id = |text: &str| text.parse::<IntegrationId>().unwrap();
        let mark = |minute: u32| ReconcileCheckpoint {
            until: None,
            attempted_at: format!("2026-11-24T12:{minute:02}:00Z").parse().unwrap(),
            error: None,
            unfinished: None,
        };
        let marks = BTreeMap::from([(id("a"), mark(30)), (id("b"), mark(15)), (id("c"), mark(45))]);
        let order = longest_first(vec![id("a"), id("b"), id("c"), id("new")], &marks);
        assert_eq!(order, [id("new"), id("b"), id("a"), id("c")]);
    }
}
