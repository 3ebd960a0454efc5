//! Orders fetched from the Admin API: the topic `reconcile`, which no webhook can have. A fetched order normalizes to
//! the same change as the webhook of the same moment, so that state does not alternate between the two.

mod fulfillment;
mod order;
mod page;
mod refund;
mod settled;
#[cfg(test)]
mod tests;

use types::time::Time;

use super::order as webhook;
use super::topic::Topic;
use crate::json_reader::{error_detail, is_object};
use crate::{NormalizeError, NormalizedEvent};

pub use super::fulfillment::MAX_TRACKING_NUMBERS;
pub use fulfillment::FetchedFulfillment;
pub use order::{FetchLimits, FetchedOrder};
pub use page::Connection;
pub use refund::FetchedRefund;

/// The topic of a fetched order.
pub(super) const TOPIC: &str = "reconcile";

/// The most refunds of an order that are fetched, one by one.
pub const MAX_REFUNDS: usize = 20;
/// The most fulfillments of an order that are fetched, one by one.
pub const MAX_FULFILLMENTS: usize = 20;

/// The limits of an order that was fetched separately. Of a fulfillment's tracking numbers as many are fetched as are
/// kept, so that a full list is complete.
const SEPARATE_FETCH_LIMITS: FetchLimits =
    FetchLimits { refunds: MAX_REFUNDS + 1, fulfillments: MAX_FULFILLMENTS + 1, tracking: usize::MAX };

/// Normalizes a fetched order. An incomplete one is a failed event, since its missing parts would look removed.
pub(super) fn normalize(text: &str, received_at: Time) -> Result<NormalizedEvent, NormalizeError> {
    let failure =
        |detail: String| NormalizeError::new("not_understood", format!("the fetched order cannot be read ({detail})"));
    if !is_object(text) {
        return Err(failure("expected an object".to_owned()));
    }
    let order: FetchedOrder = serde_json::from_str(text).map_err(|error| failure(error_detail(&error)))?;
    if !order.is_complete(SEPARATE_FETCH_LIMITS) {
        let message = "the order has more line items, refunds or fulfillments than are fetched";
        return Err(NormalizeError::new("too_large", message));
    }
    let event = webhook::normalize(Topic::OrdersUpdated, order.as_webhook().map_err(failure)?, received_at)?;
    Ok(match order.settled_at {
        Some(settled_at) => settled::settled(event, settled_at),
        None => event,
    })
}

/// The order with only the fields that are read.
pub(super) fn redact_body(text: &str) -> Option<Vec<u8>> {
    serde_json::to_vec(&serde_json::from_str::<FetchedOrder>(text).ok()?).ok()
}
