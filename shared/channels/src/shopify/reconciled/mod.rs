//! Orders as the Admin API tells them: the topic `reconcile`, which nobody outside can send. The same order means the
//! same here as in the webhook of the same moment, so that nothing flaps between the two.

mod fulfillment;
mod order;
mod page;
mod refund;

use super::order as webhook;
use super::topic::Topic;
use crate::{NormalizeError, NormalizedEvent, is_object, what};

pub use super::fulfillment::MOST_TOLD;
pub use fulfillment::FetchedFulfillment;
pub use order::{FetchLimits, FetchedOrder};
pub use page::Connection;
pub use refund::FetchedRefund;

/// The topic of an order that was asked for.
pub(super) const TOPIC: &str = "reconcile";

/// The most refunds of an order that are asked for, one by one.
pub const MOST_REFUNDS: usize = 20;
/// The most fulfillments of an order that are asked for, one by one.
pub const MOST_FULFILLMENTS: usize = 20;

/// What an order that was asked for alone shows of lists without pages. Of a fulfillment's numbers no more are kept than
/// are asked for, so that there it is enough.
const ALONE: FetchLimits =
    FetchLimits { refunds: MOST_REFUNDS + 1, fulfillments: MOST_FULFILLMENTS + 1, tracking: usize::MAX };

/// Understands an order that was asked for.
pub(super) fn normalize(text: &str) -> Result<NormalizedEvent, NormalizeError> {
    let failure = |why: String| NormalizeError::new("not_understood", format!("the order cannot be read ({why})"));
    if !is_object(text) {
        return Err(failure("it is no object".to_owned()));
    }
    let order: FetchedOrder = serde_json::from_str(text).map_err(|error| failure(what(&error)))?;
    if !order.is_whole(ALONE) {
        return Err(NormalizeError::new("too_large", "the order has more to it than is asked for"));
    }
    webhook::normalize(Topic::OrdersUpdated, order.as_webhook().map_err(failure)?)
}

/// The order with nothing in it but what is read.
pub(super) fn reduced(text: &str) -> Option<Vec<u8>> {
    serde_json::to_vec(&serde_json::from_str::<FetchedOrder>(text).ok()?).ok()
}

#[cfg(test)]
mod tests;
