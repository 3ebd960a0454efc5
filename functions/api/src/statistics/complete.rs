//! Up to when the numbers are complete.

use domain::statistics::BucketSize;
use store::StoreError;
use types::time::Time;

use crate::dashboard::Dashboard;

/// An event is marked some time after it was received, at most this, in milliseconds, unless the stream has stopped.
const LAG_MS: i64 = 60_000;

/// What was received before this is counted, but for what was still waiting to be processed; `None` before the first run.
pub(super) async fn complete_until(dashboard: &Dashboard) -> Result<Option<Time>, StoreError> {
    let last = dashboard.progress.last_complete_run().await?;
    Ok(last.map(|began| BucketSize::Minute.floor(began.plus_millis(-LAG_MS))))
}
