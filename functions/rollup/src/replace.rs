//! A row is replaced only by who has read later than the one before: two runs may be at one slot.

use domain::integration::IntegrationId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::StoreError;
use store::ledger::{RollupSeries, Rollups, StoredRollup};
use types::time::Time;

/// How often it is tried again; each time another run has put the row.
const TRIES: usize = 10;

/// A row.
pub(crate) struct Place<'a, T> {
    pub(crate) series: &'a RollupSeries<T>,
    pub(crate) integration: &'a IntegrationId,
    pub(crate) slot: Time,
    pub(crate) expires_at: Time,
}

/// Puts what `read` finds, from what is stored, into the place of it. What is the same is not written.
///
/// The version is read first: whoever puts the row after that makes this put fail, and what he had read is seen when it
/// is tried again.
///
/// # Errors
/// [`StoreError`].
pub(crate) async fn replace<T, F>(
    rollups: &Rollups,
    place: &Place<'_, T>,
    read: impl Fn(T) -> F,
) -> Result<(), StoreError>
where
    T: Clone + Default + DeserializeOwned + PartialEq + Serialize,
    F: Future<Output = Result<T, StoreError>>,
{
    let Place { series, integration, slot, expires_at } = place;
    for _ in 0..TRIES {
        let StoredRollup { rollup: before, version } = rollups.load(series, integration, *slot).await?;
        let rollup = read(before.clone()).await?;
        if rollup == before {
            return Ok(());
        }
        if rollups.put(series, integration, *slot, &StoredRollup { rollup, version }, *expires_at).await? {
            return Ok(());
        }
    }
    Err(StoreError::Contended("a rollup"))
}
