//! Events whose sender does not wait for the result.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_util::task::TaskTracker;

use crate::lambda::Function;

/// The attempts for an event: the first, and two after errors.
/// <https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html>
const MAX_ATTEMPTS: u32 = 3;

/// Lambda queues practically without a limit; this process has only its memory.
const MAX_CONCURRENT_EVENTS: usize = 100;

/// How long a stop waits for running invocations.
const STOP_TIMEOUT: Duration = Duration::from_secs(10);

/// The running asynchronous invocations. Clones share them.
///
/// Lambda waits one minute before the second attempt and two before the third; here attempts follow at once, and events
/// are kept in memory only.
#[derive(Clone, Debug)]
pub(super) struct AsyncInvocations {
    permits: Arc<Semaphore>,
    running: TaskTracker,
}

/// The limit of concurrent events is reached.
#[derive(Debug)]
pub(super) struct TooManyInvocations;

impl Default for AsyncInvocations {
    fn default() -> Self {
        Self { permits: Arc::new(Semaphore::new(MAX_CONCURRENT_EVENTS)), running: TaskTracker::new() }
    }
}

impl AsyncInvocations {
    /// Starts to invoke `function` with `event`.
    pub(super) fn start(&self, function: Function, request_id: String, event: Bytes) -> Result<(), TooManyInvocations> {
        let permit = Arc::clone(&self.permits).try_acquire_owned().map_err(|_| TooManyInvocations)?;
        self.running.spawn(async move {
            attempt(&function, &request_id, &event).await;
            drop(permit);
        });
        Ok(())
    }

    pub(super) async fn stop(&self) {
        self.running.close();
        if timeout(STOP_TIMEOUT, self.running.wait()).await.is_err() {
            tracing::warn!("asynchronous invocations did not end in time and were aborted");
        }
    }
}

async fn attempt(function: &Function, request_id: &str, event: &Bytes) {
    for attempt in 1..=MAX_ATTEMPTS {
        let Err(error) = function.invoke_bytes(request_id, event.to_vec()).await else { return };
        tracing::warn!(
            function = function.name(),
            request_id,
            attempt,
            error.r#type = error.error_type(),
            error.message = %error,
            "asynchronous invocation failed",
        );
    }
    tracing::error!(function = function.name(), request_id, "event dropped after {MAX_ATTEMPTS} attempts");
}
