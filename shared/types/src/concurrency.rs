//! Bounded concurrency.

use std::future::Future;

use futures_util::{StreamExt, stream};

/// Runs `futures`, at most `max_concurrent` of them at a time. The outputs are in the order of the futures. A slow future
/// occupies one place and delays no other future.
pub async fn bounded<F: Future>(max_concurrent: usize, futures: Vec<F>) -> Vec<F::Output> {
    let numbered: Vec<_> =
        futures.into_iter().enumerate().map(|(number, future)| async move { (number, future.await) }).collect();
    let mut outputs: Vec<_> = stream::iter(numbered).buffer_unordered(max_concurrent).collect().await;
    outputs.sort_by_key(|(number, _)| *number);
    outputs.into_iter().map(|(_, output)| output).collect()
}
