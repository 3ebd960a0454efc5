//! Concurrency with a bound.

use std::future::Future;

use futures_util::{StreamExt, stream};

/// Runs `futures`, at most `at_once` of them at a time; the outputs are in the order of the futures. A slow one holds
/// up no other.
pub async fn bounded<F: Future>(at_once: usize, futures: Vec<F>) -> Vec<F::Output> {
    let numbered: Vec<_> =
        futures.into_iter().enumerate().map(|(number, future)| async move { (number, future.await) }).collect();
    let mut outputs: Vec<_> = stream::iter(numbered).buffer_unordered(at_once).collect().await;
    outputs.sort_by_key(|(number, _)| *number);
    outputs.into_iter().map(|(_, output)| output).collect()
}
