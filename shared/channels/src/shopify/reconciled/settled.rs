//! Orders that were fetched to decide between snapshots of one second.
//!
//! Such an order was read after that second, so it is newer than every snapshot of it: its time is the end of the second.
//! It is not the time of the request: a change that Shopify makes at the same moment, or while this clock is ahead of
//! Shopify's, would otherwise look older than the order, and would be lost.

use domain::state::Change;
use types::time::Time;

use crate::NormalizedEvent;

/// The last millisecond of a second. Shopify's own times are whole seconds.
pub(super) fn end_of_second(time: Time) -> Time {
    const SECOND_MS: i64 = 1_000;
    time.plus_millis(SECOND_MS - 1 - time.millis().rem_euclid(SECOND_MS))
}

/// The event of an order that was read after `settled_at`. If it has changed since, the change decides: only its
/// shipments may be older.
pub(super) fn settled(mut event: NormalizedEvent, settled_at: Time) -> NormalizedEvent {
    for change in &mut event.changes {
        let Change::Order(change) = change else { continue };
        if change.at <= settled_at {
            change.at = settled_at;
            for refund in &mut change.refunds {
                refund.at = settled_at;
            }
            if let Some(progress) = change.snapshot.as_mut().and_then(|snapshot| snapshot.progress.as_mut()) {
                progress.settled = true;
            }
        }
        for shipment in &mut change.shipments {
            shipment.at = shipment.at.max(settled_at);
        }
        event.occurred_at = Some(change.at);
    }
    event
}
