//! Replaces a rollup's row only if it has not changed since it was read: two runs may recompute the same bucket.

use domain::integration::IntegrationId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::StoreError;
use store::ledger::{RollupSeries, Rollups, StoredRollup};
use types::time::Time;

/// How often a replacement is attempted. An attempt fails only if another run has replaced the row.
const MAX_REPLACE_ATTEMPTS: usize = 10;

/// The key of a rollup's row, and the time at which the row expires.
pub(crate) struct RollupRow<'a, T> {
    pub(crate) series: &'a RollupSeries<T>,
    pub(crate) integration: &'a IntegrationId,
    /// The start of the bucket.
    pub(crate) bucket: Time,
    pub(crate) expires_at: Time,
}

/// Replaces a rollup by what `recompute` returns for the stored one. An unchanged rollup is not written.
///
/// The row's version is read before `recompute` reads its input. If another run replaces the row meanwhile, this write
/// fails and the next attempt reads all that the other run has read.
///
/// # Errors
/// [`StoreError`].
pub(crate) async fn replace<T, F>(
    rollups: &Rollups,
    row: &RollupRow<'_, T>,
    recompute: impl Fn(T) -> F,
) -> Result<(), StoreError>
where
    T: Clone + Default + DeserializeOwned + PartialEq + Serialize,
    F: Future<Output = Result<T, StoreError>>,
{
    let RollupRow { series, integration, bucket, expires_at } = row;
    for _ in 0..MAX_REPLACE_ATTEMPTS {
        let StoredRollup { rollup: stored, version } = rollups.load(series, integration, *bucket).await?;
        let rollup = recompute(stored.clone()).await?;
        if rollup == stored {
            return Ok(());
        }
        if rollups.put(series, integration, *bucket, &StoredRollup { rollup, version }, *expires_at).await? {
            return Ok(());
        }
    }
    Err(StoreError::Contended("a rollup"))
}
