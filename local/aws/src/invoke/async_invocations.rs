//! Events whose sender does not wait for an answer.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_util::task::TaskTracker;

use crate::lambda::Function;

/// How often an event is tried: once, and twice again after errors.
/// <https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html>
const MAX_ATTEMPTS: u32 = 3;

/// Most events at the same time. Lambda queues without a bound that matters; this process has only its memory.
const MAX_CONCURRENT_EVENTS: usize = 100;

/// How long to wait for what runs when the stack stops.
const STOP_TIMEOUT: Duration = Duration::from_secs(10);

/// The asynchronous invocations that run. Clones share them.
///
/// Unlike Lambda, which waits for a minute before the second attempt and for two before the third, it tries again at
/// once; and events are kept in memory only.
#[derive(Clone, Debug)]
pub(super) struct AsyncInvocations {
    places: Arc<Semaphore>,
    running: TaskTracker,
}

/// As many events run as may.
#[derive(Debug)]
pub(super) struct TooManyInvocations;

impl Default for AsyncInvocations {
    fn default() -> Self {
        Self { places: Arc::new(Semaphore::new(MAX_CONCURRENT_EVENTS)), running: TaskTracker::new() }
    }
}

impl AsyncInvocations {
    /// Begins to hand `event` to `function`.
    pub(super) fn start(&self, function: Function, request_id: String, event: Bytes) -> Result<(), TooManyInvocations> {
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| TooManyInvocations)?;
        self.running.spawn(async move {
            attempt(&function, &request_id, &event).await;
            drop(place);
        });
        Ok(())
    }

    pub(super) async fn stop(&self) {
        self.running.close();
        if timeout(STOP_TIMEOUT, self.running.wait()).await.is_err() {
            tracing::warn!("some asynchronous invocations did not end in time and were cut off");
        }
    }
}

async fn attempt(function: &Function, request_id: &str, event: &Bytes) {
    for attempt in 1..=MAX_ATTEMPTS {
        let Err(failure) = function.invoke_bytes(request_id, event.to_vec()).await else { return };
        tracing::warn!(
            function = function.name(),
            request_id,
            attempt,
            error.r#type = failure.error_type(),
            error.message = %failure,
            "an asynchronous invocation failed",
        );
    }
    tracing::error!(function = function.name(), request_id, "an event is dropped after {MAX_ATTEMPTS} attempts");
}
