//! The redaction of one delivery.

use channels::Context;
use domain::delivery::{DeliveryKey, DeliveryMetadata};
use store::StoreError;

use super::run::RedactionRun;
use crate::catch_panic::catch_panic;
use crate::delivery_record::REDACTED_BODY_SUMMARY;

/// Removes personal data from a delivery and its event; says whether the delivery had to be redacted.
///
/// The delivery's row is changed last: if an invocation crashes before that, the next one does all of it again.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn redact_delivery(run: &RedactionRun<'_>, key: &DeliveryKey) -> Result<bool, StoreError> {
    let deliveries = &run.stores.deliveries;
    let Some(row) = deliveries.head(key).await? else { return Ok(false) };
    let delivery = row.metadata();
    if row.is_redacted() {
        // A record with the whole body, sent before the redaction, may have written the old summary since.
        if row.is_without_body() {
            remove_summary(run, &delivery).await?;
        }
        return Ok(false);
    }
    let body = deliveries.body(&row).await?.and_then(|body| redacted_body(&delivery, &body));
    if body.is_none() {
        remove_summary(run, &delivery).await?;
    }
    deliveries.redact(&row, body.as_deref(), run.context.clock.now()).await?;
    Ok(true)
}

/// Replaces the summary of the delivery's event.
async fn remove_summary(run: &RedactionRun<'_>, delivery: &DeliveryMetadata) -> Result<(), StoreError> {
    let integration = &delivery.key.integration;
    // The event may be older than what a catch-up reads.
    run.context.late_changes.mark(integration).await?;
    run.stores.event_log.replace_summary(integration, delivery.event_id, REDACTED_BODY_SUMMARY).await?;
    // The event is pushed even if its summary was replaced before: that attempt may have failed before the push.
    if let Some(event) = run.stores.events.get(integration, delivery.event_id).await? {
        run.add_changed_event(event.summary);
    }
    Ok(())
}

/// The part of a body that may stay; `None` if nothing may, or if the parser panics.
fn redacted_body(delivery: &DeliveryMetadata, body: &[u8]) -> Option<Vec<u8>> {
    let DeliveryMetadata { topic, account, received_at, .. } = delivery;
    let context = Context { topic, account, received_at: *received_at };
    catch_panic(|| channels::adapter(delivery.channel).redact_body(&context, body)).ok().flatten()
}
