//! Which dirty buckets could not be recomputed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::integration::IntegrationId;
use domain::statistics::BucketSize;
use store::StoreError;
use store::ledger::DirtyBucketMarker;
use types::time::Time;

/// A time bucket of an integration: its start.
pub(crate) type TimeBucket = (IntegrationId, Time);

/// A mark whose bucket, or a larger bucket around it, could not be recomputed, with the cause.
pub(crate) type FailedMark<'a> = (&'a DirtyBucketMarker, Arc<StoreError>);

/// The bucket of this size that contains a mark's bucket.
pub(crate) fn bucket_of(mark: &DirtyBucketMarker, size: BucketSize) -> TimeBucket {
    (mark.bucket.integration.clone(), size.floor(mark.bucket.start))
}

/// The buckets of this size that contain the marks' buckets.
pub(crate) fn buckets_of<'a>(
    marks: impl Iterator<Item = &'a DirtyBucketMarker>,
    size: BucketSize,
) -> BTreeSet<TimeBucket> {
    marks.map(|mark| bucket_of(mark, size)).collect()
}

/// The marks whose bucket of this size is among the failed `results`, which are in the order of `buckets`.
pub(crate) fn failed_marks<'a>(
    marks: &'a [DirtyBucketMarker],
    size: BucketSize,
    buckets: impl IntoIterator<Item = TimeBucket>,
    results: Vec<Result<(), StoreError>>,
) -> Vec<FailedMark<'a>> {
    let failures: BTreeMap<TimeBucket, Arc<StoreError>> = buckets
        .into_iter()
        .zip(results)
        .filter_map(|(bucket, result)| Some((bucket, Arc::new(result.err()?))))
        .collect();
    marks.iter().filter_map(|mark| Some((mark, Arc::clone(failures.get(&bucket_of(mark, size))?)))).collect()
}
