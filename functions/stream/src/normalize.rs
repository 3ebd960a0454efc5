//! The step `normalize`: converts the body of a delivery to Storebell's types. Pure.

use channels::{Context, NormalizeError};
use domain::delivery::{DeliveryMetadata, Headers};

use crate::batch_item_failures::BatchPosition;
use crate::catch_panic::catch_panic;
use crate::delivery_record::{DeliveryRecord, DeliveryState};
use crate::read::{ReadDelivery, StoredBody};

/// Normalizes a delivery; drops its body.
pub(crate) fn normalize(position: BatchPosition, delivery: ReadDelivery) -> DeliveryRecord {
    let ReadDelivery { metadata: delivery, headers, body } = delivery;
    let state = match body {
        StoredBody::Readable(body) => normalized_state(&delivery, &headers, &body),
        StoredBody::Removed => DeliveryState::BodyRedacted,
        StoredBody::Unreadable { detail } => DeliveryState::BodyUnreadable {
            error: NormalizeError::new("unreadable", format!("the stored body cannot be read: {detail}")),
        },
    };
    DeliveryRecord::new(position, delivery, state)
}

fn normalized_state(delivery: &DeliveryMetadata, headers: &Headers, body: &[u8]) -> DeliveryState {
    let DeliveryMetadata { topic, account, received_at, .. } = delivery;
    let context = Context { topic, account, received_at: *received_at };
    let body_bytes = body.len();
    let normalize = || channels::normalize_delivery(delivery.channel, &context, headers, body);
    match catch_panic(normalize).unwrap_or_else(Err) {
        Ok(event) => DeliveryState::Normalized { event, body_bytes },
        Err(error) => DeliveryState::NotNormalized { error, body_bytes },
    }
}
