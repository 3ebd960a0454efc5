//! Settings of integrations, read once for each batch: what an owner has changed holds from the next batch on.

use std::collections::HashMap;
use std::sync::Arc;

use domain::integration::{Integration, IntegrationId};
use store::StoreError;
use store::integrations::IntegrationFinder;
use tokio::sync::Mutex;

/// The settings of the integrations that a batch is about.
pub(crate) struct BatchSettings<'a> {
    finder: &'a IntegrationFinder,
    read: Mutex<HashMap<IntegrationId, Option<Arc<Integration>>>>,
}

impl<'a> BatchSettings<'a> {
    /// Nothing is read yet.
    pub(crate) fn new(finder: &'a IntegrationFinder) -> Self {
        Self { finder, read: Mutex::default() }
    }

    /// The settings of an integration; `None` if it was removed. Needs GetItem.
    pub(crate) async fn of(&self, id: &IntegrationId) -> Result<Option<Arc<Integration>>, StoreError> {
        // Held while it is read: a batch is about few integrations, and each is read once.
        let mut read = self.read.lock().await;
        if let Some(found) = read.get(id) {
            return Ok(found.clone());
        }
        let found = self.finder.by_id(id).await?.map(Arc::new);
        read.insert(id.clone(), found.clone());
        Ok(found)
    }

    /// The integration whose orders the shipments of `id` carry, if it names one.
    pub(crate) async fn ships_for(&self, id: &IntegrationId) -> Result<Option<IntegrationId>, StoreError> {
        Ok(self.of(id).await?.and_then(|integration| integration.ships_for.clone()))
    }
}
