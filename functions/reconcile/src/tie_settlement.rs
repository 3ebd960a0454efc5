//! Settles tied orders: fetches each from its channel's API and stores it as a delivery, which wins.
//!
//! An order that cannot be fetched is tried again later and later, then given up: its state stays what the tie-break
//! chose. A fetched order that is the same as before is the same delivery, so that it is not processed again, and cannot
//! tie again.

use std::sync::Arc;
use std::time::Duration;

use domain::integration::Integration;
use store::StoreError;
use store::integrations::IntegrationFinder;
use store::ledger::{TiedOrder, TiedOrders};
use tracing::{error, info, warn};
use types::concurrency::bounded;
use types::sleep::Sleep;
use types::time::{Clock, Time};

use crate::channel_sources::ChannelSource;

/// The most orders of a run.
const MAX_ORDERS: usize = 500;
const MAX_CONCURRENT_ORDERS: usize = 4;
/// The most time for one order, in milliseconds, so that a shop that does not respond does not delay the others.
const MAX_ORDER_MS: i64 = 20_000;
/// Orders that become due within this time are waited for, in milliseconds: the next run would settle them after more
/// than a minute.
const MAX_WAIT_MS: i64 = 2_000;
/// The pause after the first failure, in milliseconds. It doubles with each further one.
const FIRST_PAUSE_MS: i64 = 60_000;
/// An order is given up after so many failures: after about two hours.
const MAX_FAILURES: u32 = 8;
/// The error code of a failed table operation.
const STORE_ERROR_CODE: &str = "store";

pub(crate) struct TieSettlement<'a> {
    pub(crate) source: &'a ChannelSource,
    pub(crate) finder: &'a IntegrationFinder,
    pub(crate) ties: &'a TiedOrders,
    pub(crate) clock: &'a Clock,
    pub(crate) sleep: &'a Sleep,
    pub(crate) deadline: Time,
}

/// The outcome for one order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TieOutcome {
    /// It was fetched and stored, or there is nothing to fetch any more.
    Settled,
    /// It will be tried again, or was given up.
    Failed,
    /// There was no time.
    NotStarted,
}

impl TieSettlement<'_> {
    /// Settles the orders that are due, until the deadline passes.
    ///
    /// # Errors
    /// [`StoreError`] if they cannot be listed.
    pub(crate) async fn run(&self) -> Result<Vec<TieOutcome>, StoreError> {
        let until = self.clock.now().plus_millis(MAX_WAIT_MS);
        let due = self.ties.due(self.source.channel, until, MAX_ORDERS).await?;
        let newest = due.iter().map(|order| order.due_at).max();
        let wait_ms = newest.map_or(0, |newest| newest.millis() - self.clock.now().millis());
        if let Ok(wait @ 1..) = u64::try_from(wait_ms) {
            self.sleep.wait(Duration::from_millis(wait)).await;
        }
        Ok(bounded(MAX_CONCURRENT_ORDERS, due.into_iter().map(|order| self.settle(order)).collect()).await)
    }

    async fn settle(&self, order: TiedOrder) -> TieOutcome {
        let now = self.clock.now();
        if now >= self.deadline {
            return TieOutcome::NotStarted;
        }
        let deadline = self.deadline.min(now.plus_millis(MAX_ORDER_MS));
        match self.fetch_and_store(&order, deadline).await {
            Ok(()) => {
                info!(integration = %order.integration, order = order.order, "tied order settled");
                self.remove(&order).await;
                TieOutcome::Settled
            }
            Err(code) => {
                self.postpone(order, code).await;
                TieOutcome::Failed
            }
        }
    }

    /// Fetches and stores the order; does nothing if it no longer exists, or if its integration lost its access token.
    /// Fails with an error code.
    async fn fetch_and_store(&self, order: &TiedOrder, deadline: Time) -> Result<(), &'static str> {
        let integration = self.finder.by_id(&order.integration).await.map_err(|_| STORE_ERROR_CODE)?;
        let Some(integration) = integration.filter(Integration::is_reconciled).map(Arc::new) else { return Ok(()) };
        let fetch = self.source.orders.order(&integration, &order.order, order.tied_at, deadline);
        let Some(fetched) = fetch.await.map_err(|error| error.code())? else { return Ok(()) };
        let recorded = self.source.receiver.record_fetched(&integration, fetched).await;
        recorded.map(drop).map_err(|error| error.code())
    }

    async fn postpone(&self, order: TiedOrder, code: &'static str) {
        let failures = order.failures.saturating_add(1);
        let (integration, id) = (&order.integration, &order.order);
        if failures >= MAX_FAILURES {
            warn!(%integration, order = id, code, "tied order given up: it cannot be fetched");
            return self.remove(&order).await;
        }
        warn!(%integration, order = id, code, failures, "tied order not settled");
        let due_at = self.clock.now().plus_millis(FIRST_PAUSE_MS << order.failures);
        let later = TiedOrder { due_at, failures, ..order };
        if let Err(error) = self.ties.postpone(self.source.channel, &later).await {
            error!(integration = %later.integration, code = STORE_ERROR_CODE, %error, "tied order not postponed");
        }
    }

    /// If the row cannot be removed, the next run fetches the order again.
    async fn remove(&self, order: &TiedOrder) {
        if let Err(error) = self.ties.remove(self.source.channel, order).await {
            error!(integration = %order.integration, code = STORE_ERROR_CODE, %error, "tied order not removed");
        }
    }
}
