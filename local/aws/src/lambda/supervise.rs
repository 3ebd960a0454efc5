//! Runs one invocation in tasks of its own: aborted at the deadline, a panic caught at the border.

use std::any::Any;
use std::future::Future;
use std::time::Duration;

use tokio::task::{JoinError, JoinHandle};

use super::InvocationError;

/// Starts `invocation` and hands back its outcome as a task.
///
/// Dropping the handle does not stop the invocation: Lambda does not tell a function that its caller has gone. The
/// deadline is kept by a second task, so that a handler that never yields still fails its caller in time.
pub(super) fn start<Output: Send + 'static>(
    timeout: Duration,
    invocation: impl Future<Output = Result<Output, InvocationError>> + Send + 'static,
) -> JoinHandle<Result<Output, InvocationError>> {
    tokio::spawn(async move {
        let mut task = tokio::spawn(invocation);
        match tokio::time::timeout(timeout, &mut task).await {
            Ok(finished) => outcome(finished),
            Err(_elapsed) => {
                task.abort();
                Err(InvocationError::TimedOut { timeout })
            }
        }
    })
}

/// What a finished task amounts to; a panic or an abort (the process is stopping) is a failed invocation.
pub(super) fn outcome<Output>(
    finished: Result<Result<Output, InvocationError>, JoinError>,
) -> Result<Output, InvocationError> {
    finished.unwrap_or_else(|error| {
        let message = match error.try_into_panic() {
            Ok(panic) => panic_text(panic.as_ref()),
            Err(cancelled) => cancelled.to_string(),
        };
        Err(InvocationError::Panicked { message })
    })
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    if let Some(text) = panic.downcast_ref::<&str>() {
        (*text).to_owned()
    } else if let Some(text) = panic.downcast_ref::<String>() {
        text.clone()
    } else {
        "(a value that is no text)".to_owned()
    }
}
