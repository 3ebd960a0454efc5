//! The settings of integrations, read once for each batch: a change of them takes effect with the next batch.

use std::collections::HashMap;
use std::sync::Arc;

use domain::integration::{Integration, IntegrationId};
use store::StoreError;
use store::integrations::IntegrationFinder;
use tokio::sync::Mutex;

/// The settings of the integrations that a batch is about.
pub(crate) struct IntegrationSettings<'a> {
    finder: &'a IntegrationFinder,
    cached: Mutex<HashMap<IntegrationId, Option<Arc<Integration>>>>,
}

impl<'a> IntegrationSettings<'a> {
    pub(crate) fn new(finder: &'a IntegrationFinder) -> Self {
        Self { finder, cached: Mutex::default() }
    }

    /// The settings of an integration; `None` if it was removed. Needs GetItem.
    ///
    /// # Errors
    /// [`StoreError`].
    pub(crate) async fn of(&self, id: &IntegrationId) -> Result<Option<Arc<Integration>>, StoreError> {
        // Locked while reading, so that concurrent callers read an integration once; a batch is about few integrations.
        let mut cached = self.cached.lock().await;
        if let Some(integration) = cached.get(id) {
            return Ok(integration.clone());
        }
        let integration = self.finder.by_id(id).await?.map(Arc::new);
        cached.insert(id.clone(), integration.clone());
        Ok(integration)
    }

    /// The integration to whose orders the shipments of integration `id` belong, if its settings name one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub(crate) async fn ships_for(&self, id: &IntegrationId) -> Result<Option<IntegrationId>, StoreError> {
        Ok(self.of(id).await?.and_then(|integration| integration.ships_for.clone()))
    }
}
