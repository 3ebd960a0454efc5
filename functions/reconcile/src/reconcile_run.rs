//! One run: reconciles every integration, the one that has waited longest first.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::Client;
use domain::integration::IntegrationId;
use runtime::environment::ConfigError;
use serde::Serialize;
use store::Store;
use store::StoreError;
use store::integrations::{IntegrationFinder, ReconcilableIntegrations};
use store::ledger::{ReconcileCheckpoint, ReconcileCheckpoints, TiedOrders};
use tracing::info;
use types::concurrency::bounded;
use types::sleep::Sleep;
use types::time::{Clock, Time};

use crate::channel_sources::{ChannelSource, channel_sources};
use crate::config::Config;
use crate::integration_reconciliation::{IntegrationReconciliation, ReconcileOutcome};
use crate::schedule_event::Work;
use crate::tie_settlement::{TieOutcome, TieSettlement};

/// How many integrations are reconciled at a time.
const MAX_CONCURRENT_INTEGRATIONS: usize = 4;
/// The most time for one integration, in milliseconds, so that a large one does not delay the others.
const MAX_INTEGRATION_MS: i64 = 120_000;
/// The most time for tied orders, in milliseconds: less than the minute between two runs.
const MAX_TIES_MS: i64 = 50_000;

/// The result of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReconcileRun {
    /// Integrations that were reconciled, at least in part.
    #[serde(rename = "asked")]
    pub reconciled: usize,
    /// Those of them with a failure.
    pub failed: usize,
    /// Integrations for which there was no time. The next run starts with them.
    #[serde(rename = "left")]
    pub not_started: usize,
    /// Fetched orders that were stored.
    pub stored: usize,
    /// Fetched orders that were stored before.
    #[serde(rename = "known")]
    pub duplicates: usize,
    /// Orders of which two snapshots had one source time, and which were fetched to decide.
    pub settled: usize,
    /// Those that could not be fetched. Most are tried again later.
    pub unsettled: usize,
}

/// The sources and stores of a run.
pub(crate) struct Reconciler {
    sources: Vec<ChannelSource>,
    reconcilable: ReconcilableIntegrations,
    finder: IntegrationFinder,
    checkpoints: ReconcileCheckpoints,
    ties: TiedOrders,
    lookback_ms: i64,
    clock: Clock,
    sleep: Sleep,
}

impl Reconciler {
    pub(crate) fn new(config: Config, client: &Client, clock: Clock) -> Result<Self, ConfigError> {
        let store = Store::new(client.clone(), config.tables);
        Ok(Self {
            sources: channel_sources(&store, config.shopify_admin, &clock)?,
            reconcilable: store.reconcilable_integrations()?,
            finder: store.integration_finder()?,
            checkpoints: store.reconcile_checkpoints()?,
            ties: store.tied_orders()?,
            lookback_ms: config.lookback_ms,
            clock,
            sleep: Sleep::system(),
        })
    }

    /// Settles tied orders, then reconciles if that is the run's work, until `deadline`. If an order or an integration
    /// fails, the others continue.
    ///
    /// # Errors
    /// [`StoreError`] if the integrations or their checkpoints cannot be listed.
    pub(crate) async fn run(&self, work: Work, deadline: Time) -> Result<ReconcileRun, StoreError> {
        let mut run = ReconcileRun::default();
        for source in &self.sources {
            self.settle_ties(source, deadline, &mut run).await?;
        }
        if work == Work::All {
            self.reconcile_all(deadline, &mut run).await?;
        }
        Ok(run)
    }

    async fn settle_ties(
        &self,
        source: &ChannelSource,
        deadline: Time,
        run: &mut ReconcileRun,
    ) -> Result<(), StoreError> {
        let Self { finder, ties, clock, sleep, .. } = self;
        let deadline = deadline.min(clock.now().plus_millis(MAX_TIES_MS));
        let outcomes = TieSettlement { source, finder, ties, clock, sleep, deadline }.run().await?;
        run.settled += outcomes.iter().filter(|outcome| **outcome == TieOutcome::Settled).count();
        run.unsettled += outcomes.iter().filter(|outcome| **outcome == TieOutcome::Failed).count();
        Ok(())
    }

    async fn reconcile_all(&self, deadline: Time, run: &mut ReconcileRun) -> Result<(), StoreError> {
        for source in &self.sources {
            let mut checkpoints = self.checkpoints.of_channel(source.channel).await?;
            let ids = longest_waiting_first(self.reconcilable.of_channel(source.channel).await?, &checkpoints);
            let reconciliations = ids.into_iter().map(|id| {
                let checkpoint = checkpoints.remove(&id);
                self.reconcile(source, id, checkpoint, deadline)
            });
            for outcome in bounded(MAX_CONCURRENT_INTEGRATIONS, reconciliations.collect()).await {
                run.add(outcome);
            }
        }
        let ReconcileRun { reconciled, failed, not_started, stored, duplicates, .. } = *run;
        info!(
            integrations.reconciled = reconciled,
            integrations.failed = failed,
            integrations.not_started = not_started,
            orders.stored = stored,
            orders.duplicates = duplicates,
            "reconciliation run ended"
        );
        Ok(())
    }

    async fn reconcile(
        &self,
        source: &ChannelSource,
        id: IntegrationId,
        checkpoint: Option<ReconcileCheckpoint>,
        run_deadline: Time,
    ) -> ReconcileOutcome {
        let now = self.clock.now();
        if now >= run_deadline {
            return ReconcileOutcome::NotStarted;
        }
        let deadline = run_deadline.min(now.plus_millis(MAX_INTEGRATION_MS));
        let Self { finder, checkpoints, lookback_ms, clock, .. } = self;
        IntegrationReconciliation { source, finder, checkpoints, lookback_ms: *lookback_ms, clock, deadline }
            .run(&id, checkpoint)
            .await
    }
}

/// Integrations without a checkpoint first, then those whose last fetch is the oldest: a run continues where the
/// previous one ran out of time.
fn longest_waiting_first(
    mut ids: Vec<IntegrationId>,
    checkpoints: &BTreeMap<IntegrationId, ReconcileCheckpoint>,
) -> Vec<IntegrationId> {
    ids.sort_by_key(|id| checkpoints.get(id).map(|checkpoint| checkpoint.attempted_at));
    ids
}

impl ReconcileRun {
    fn add(&mut self, outcome: ReconcileOutcome) {
        match outcome {
            ReconcileOutcome::NotStarted => self.not_started += 1,
            ReconcileOutcome::NotReconcilable => {}
            ReconcileOutcome::Reconciled { failed, stored, duplicates } => {
                self.reconciled += 1;
                self.failed += usize::from(failed);
                self.stored += stored;
                self.duplicates += duplicates;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longest_waiting_integration_comes_first() {
        let id = |text: &str| text.parse::<IntegrationId>().unwrap();
        let checkpoint = |minute: u32| ReconcileCheckpoint {
            until: None,
            attempted_at: format!("2026-11-24T12:{minute:02}:00Z").parse().unwrap(),
            error: None,
            unfinished: None,
        };
        let checkpoints =
            BTreeMap::from([(id("a"), checkpoint(30)), (id("b"), checkpoint(15)), (id("c"), checkpoint(45))]);
        let sorted = longest_waiting_first(vec![id("a"), id("b"), id("c"), id("new")], &checkpoints);
        assert_eq!(sorted, [id("new"), id("b"), id("a"), id("c")]);
    }
}
