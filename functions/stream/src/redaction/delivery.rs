//! One delivery.

use std::sync::PoisonError;

use channels::Context;
use domain::delivery::{DeliveryKey, DeliveryMetadata};
use store::StoreError;

use super::Pass;
use crate::normalize::caught;

/// The summary of an event whose delivery has no body any more.
const REMOVED: &str = "Its body was removed by a redaction";

impl Pass<'_> {
    /// Takes from a delivery what is personal; says whether there was anything to do.
    ///
    /// The delivery's row is changed last: while it is not, whoever comes after a crash does all of it again.
    pub(super) async fn redact(&self, key: &DeliveryKey) -> Result<bool, StoreError> {
        let deliveries = &self.redaction.deliveries;
        let Some(row) = deliveries.head(key).await? else { return Ok(false) };
        let metadata = row.metadata();
        if row.is_redacted() {
            // A record with the whole body may have been on its way, and has written what it said.
            if row.is_without_body() {
                self.take_summary_back(&metadata).await?;
            }
            return Ok(false);
        }
        let left = deliveries.body(&row).await?.and_then(|body| reduced(&metadata, &body));
        if left.is_none() {
            self.take_summary_back(&metadata).await?;
        }
        deliveries.redact(&row, left.as_deref(), self.joins.clock.now()).await?;
        Ok(true)
    }

    async fn take_summary_back(&self, delivery: &DeliveryMetadata) -> Result<(), StoreError> {
        let integration = &delivery.key.integration;
        // An old event row may change, which no resume would see.
        self.joins.notes.note(integration).await?;
        self.redaction.log.summarize(integration, delivery.event_id, REMOVED).await?;
        // Whoever has the old summary on a page gets the line as it is now, also where it was taken back by a try before
        // this one, which may not have come to tell of it.
        let now = self.redaction.events.now(integration, delivery.event_id).await?;
        self.events.lock().unwrap_or_else(PoisonError::into_inner).extend(now.map(|event| event.line));
        Ok(())
    }
}

/// What may stay of a body. A panic of a parser leaves nothing of it.
fn reduced(delivery: &DeliveryMetadata, body: &[u8]) -> Option<Vec<u8>> {
    let DeliveryMetadata { topic, account, received_at, .. } = delivery;
    let context = Context { topic, account, received_at: *received_at };
    caught(|| channels::adapter(delivery.channel).reduced(&context, body)).ok().flatten()
}
