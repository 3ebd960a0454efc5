//! The reconciliation of one integration: fetches page after page, and stores each before the checkpoint moves.

use std::sync::Arc;

use domain::integration::{Integration, IntegrationId};
use domain::order_source::{OrderSourceError, Page};
use ingest::{IngestError, Received};
use signatures::FetchedBody;
use store::deliveries::PutResult;
use store::integrations::IntegrationFinder;
use store::ledger::{ReconcileCheckpoint, ReconcileCheckpoints};
use tracing::{error, info, warn};
use types::concurrency::bounded;
use types::time::{Clock, Time};

use crate::channel_sources::ChannelSource;
use crate::fetch_window::{self, FetchRequest};

/// How many orders of a page are stored at a time.
const MAX_CONCURRENT_WRITES: usize = 8;
/// The error code of a failed table operation, beside the codes of [`OrderSourceError`].
const STORE_ERROR_CODE: &str = "store";

/// The outcome for one integration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReconcileOutcome {
    /// There was no time.
    NotStarted,
    /// The integration was deleted, disabled, or has lost its access token since it was listed.
    NotReconcilable,
    /// It was reconciled, at least in part.
    Reconciled { failed: bool, stored: usize, duplicates: usize },
}

pub(crate) struct IntegrationReconciliation<'a> {
    pub(crate) source: &'a ChannelSource,
    pub(crate) finder: &'a IntegrationFinder,
    pub(crate) checkpoints: &'a ReconcileCheckpoints,
    /// How long before now the integration's first window starts, in milliseconds.
    pub(crate) lookback_ms: i64,
    pub(crate) clock: &'a Clock,
    pub(crate) deadline: Time,
}

/// A page whose orders are all stored.
struct StoredPage {
    page: Page,
    stored: usize,
    duplicates: usize,
}

/// Why a page was not fetched or not stored.
enum PageError {
    Fetch(OrderSourceError),
    Ingest(IngestError),
}

impl IntegrationReconciliation<'_> {
    /// Fetches until the checkpoint has caught up, the deadline passes or a page fails.
    pub(crate) async fn run(
        &self,
        id: &IntegrationId,
        mut checkpoint: Option<ReconcileCheckpoint>,
    ) -> ReconcileOutcome {
        let integration = match self.finder.by_id(id).await {
            Ok(integration) => integration.filter(Integration::is_reconciled),
            Err(error) => {
                warn!(
                    integration = %id, code = STORE_ERROR_CODE, %error,
                    "integration not reconciled: its row cannot be read"
                );
                return ReconcileOutcome::Reconciled { failed: true, stored: 0, duplicates: 0 };
            }
        };
        let Some(integration) = integration.map(Arc::new) else { return ReconcileOutcome::NotReconcilable };
        let (mut stored, mut duplicates) = (0, 0);
        let mut next = Some(fetch_window::first_request(checkpoint.as_ref(), self.clock.now(), self.lookback_ms));
        let page_error = loop {
            let Some(request) = next else { break None };
            match self.fetch_and_store(&integration, &request).await {
                Ok(page) => {
                    (stored, duplicates) = (stored + page.stored, duplicates + page.duplicates);
                    let now = self.clock.now();
                    let moved = fetch_window::checkpoint_after_page(checkpoint.as_ref(), &request, &page.page, now);
                    next = fetch_window::next_request(&moved, self.clock.now(), self.lookback_ms);
                    self.save_checkpoint(&integration, &moved).await;
                    checkpoint = Some(moved);
                }
                Err(error) => break Some(error),
            }
        };
        let failed = match page_error {
            Some(error) => self.record_failure(&integration, checkpoint.as_ref(), &error).await,
            None => false,
        };
        if stored > 0 {
            info!(
                integration = %id, orders.stored = stored, orders.duplicates = duplicates,
                "orders stored that no webhook delivered"
            );
        }
        ReconcileOutcome::Reconciled { failed, stored, duplicates }
    }

    async fn fetch_and_store(
        &self,
        integration: &Arc<Integration>,
        request: &FetchRequest,
    ) -> Result<StoredPage, PageError> {
        let cursor = request.cursor.as_deref();
        let fetch = self.source.orders.page(integration, request.window, cursor, self.deadline);
        let mut page = fetch.await.map_err(PageError::Fetch)?;
        let orders = std::mem::take(&mut page.orders);
        let fetched = orders.len();
        let writes = orders.into_iter().map(|order| self.store(integration, order)).collect();
        let mut stored = 0;
        for received in bounded(MAX_CONCURRENT_WRITES, writes).await {
            stored += usize::from(matches!(received?.put, PutResult::Stored(_)));
        }
        Ok(StoredPage { page, stored, duplicates: fetched - stored })
    }

    async fn store(&self, integration: &Arc<Integration>, order: FetchedBody) -> Result<Received, PageError> {
        self.source.receiver.record_fetched(integration, order).await.map_err(PageError::Ingest)
    }

    /// Saves a checkpoint with the error's code, and logs the error. Returns whether the error is a failure: running
    /// out of time is not.
    async fn record_failure(
        &self,
        integration: &Integration,
        previous: Option<&ReconcileCheckpoint>,
        error: &PageError,
    ) -> bool {
        let now = self.clock.now();
        let checkpoint = match error {
            PageError::Fetch(error) => fetch_window::checkpoint_after_failure(previous, error, now),
            PageError::Ingest(error) => ReconcileCheckpoint {
                error: Some(error.code().to_owned()),
                ..fetch_window::checkpoint_after_failure(previous, &OrderSourceError::OutOfTime, now)
            },
        };
        if let Some(code) = checkpoint.error.as_deref() {
            warn!(integration = %integration.id, code, "integration not completely reconciled");
        }
        self.save_checkpoint(integration, &checkpoint).await;
        checkpoint.error.is_some()
    }

    /// If a checkpoint cannot be saved, the next run fetches the same orders again.
    async fn save_checkpoint(&self, integration: &Integration, checkpoint: &ReconcileCheckpoint) {
        if let Err(error) = self.checkpoints.put(self.source.channel, &integration.id, checkpoint).await {
            error!(integration = %integration.id, code = STORE_ERROR_CODE, %error, "reconcile checkpoint not saved");
        }
    }
}
