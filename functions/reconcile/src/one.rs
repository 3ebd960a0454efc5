//! One integration: page after page, each stored before the mark moves.

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

use crate::settings::Settings;
use crate::source::Source;
use crate::window::{self, Next};

/// Answers that are stored side by side: those of a page.
const AT_ONCE: usize = 8;
/// The word for trouble with a table, beside those of [`OrderSourceError`].
const STORE: &str = "store";

/// What became of one integration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// There was no time for it.
    Left,
    /// It is not to be asked any more.
    Gone,
    /// It was asked.
    Asked { failed: bool, stored: usize, known: usize },
}

/// What asking for one integration needs.
pub(crate) struct One<'a> {
    pub(crate) source: &'a Source,
    pub(crate) finder: &'a IntegrationFinder,
    pub(crate) marks: &'a ReconcileCheckpoints,
    pub(crate) settings: &'a Settings,
    pub(crate) clock: &'a Clock,
    pub(crate) deadline: Time,
}

/// Why it ended early.
enum Ended {
    Failed(OrderSourceError),
    IngestError(IngestError),
}

impl One<'_> {
    /// Asks until nothing is left, or no time.
    pub(crate) async fn ask(&self, id: &IntegrationId, mut mark: Option<ReconcileCheckpoint>) -> Outcome {
        let integration = match self.finder.by_id(id).await {
            Ok(found) => found.filter(Integration::is_reconciled),
            Err(failure) => {
                warn!(integration = %id, reason = STORE, error = %failure, "the settings cannot be read");
                return Outcome::Asked { failed: true, stored: 0, known: 0 };
            }
        };
        let Some(integration) = integration.map(Arc::new) else { return Outcome::Gone };
        let (mut stored, mut known) = (0, 0);
        let mut next = Some(window::first(mark.as_ref(), self.clock.now(), self.settings));
        let ended = loop {
            let Some(asked) = next else { break None };
            match self.page(&integration, &asked).await {
                Ok((page, new, old)) => {
                    (stored, known) = (stored + new, known + old);
                    let moved = window::stored(mark.as_ref(), &asked, &page, self.clock.now());
                    next = window::following(&moved, self.clock.now(), self.settings);
                    self.keep(&integration, &moved).await;
                    mark = Some(moved);
                }
                Err(ended) => break Some(ended),
            }
        };
        let failed = match ended {
            Some(ended) => self.note(&integration, mark.as_ref(), ended).await,
            None => false,
        };
        if stored > 0 {
            info!(integration = %id, stored, known, "orders that no webhook had brought");
        }
        Outcome::Asked { failed, stored, known }
    }

    /// A page, when all of it is stored, with how much of it was new.
    async fn page(&self, integration: &Arc<Integration>, asked: &Next) -> Result<(Page, usize, usize), Ended> {
        let ask = self.source.orders.page(integration, asked.window, asked.after.as_deref(), self.deadline);
        let mut page = ask.await.map_err(Ended::Failed)?;
        let orders = std::mem::take(&mut page.orders);
        let all = orders.len();
        let puts = orders.into_iter().map(|found| self.store(integration, found)).collect();
        let mut stored = 0;
        for received in bounded(AT_ONCE, puts).await {
            stored += usize::from(matches!(received?.put, PutResult::Stored(_)));
        }
        Ok((page, stored, all - stored))
    }

    async fn store(&self, integration: &Arc<Integration>, found: FetchedBody) -> Result<Received, Ended> {
        self.source.door.record_fetched(integration, found).await.map_err(Ended::IngestError)
    }

    /// Notes why it ended early. Whether that is a failure.
    async fn note(&self, integration: &Integration, mark: Option<&ReconcileCheckpoint>, ended: Ended) -> bool {
        let now = self.clock.now();
        let noted = match &ended {
            Ended::Failed(failure) => window::failed(mark, failure, now),
            Ended::IngestError(refused) => {
                let failed = window::failed(mark, &OrderSourceError::OutOfTime, now);
                ReconcileCheckpoint { error: Some(refused.code().to_owned()), ..failed }
            }
        };
        let (integration_id, reason) = (&integration.id, noted.error.as_deref());
        if let Some(reason) = reason {
            warn!(integration = %integration_id, reason, "the channel was not asked to the end");
        }
        self.keep(integration, &noted).await;
        noted.error.is_some()
    }

    /// A mark that is not kept is no loss: the same is asked for again.
    async fn keep(&self, integration: &Integration, mark: &ReconcileCheckpoint) {
        if let Err(failure) = self.marks.put(self.source.channel, &integration.id, mark).await {
            error!(integration = %integration.id, reason = STORE, error = %failure, "the mark was not kept");
        }
    }
}
