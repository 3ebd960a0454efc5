//! The time up to which statistics are complete.

use domain::statistics::BucketSize;
use store::StoreError;
use types::time::Time;

use crate::context::ApiContext;

/// While the stream runs, it marks an event for the rollup at most this long after the event was received.
const MAX_MARK_DELAY_MS: i64 = 60_000;

/// The time before which every event and order is counted, except those that still wait in the stream; `None` before the
/// first run of the rollup.
pub(super) async fn complete_until(context: &ApiContext) -> Result<Option<Time>, StoreError> {
    let last_run = context.rollup_progress.last_complete_run().await?;
    Ok(last_run.map(|began| BucketSize::Minute.floor(began.plus_millis(-MAX_MARK_DELAY_MS))))
}
