//! Runs an invocation in its own tasks: it is aborted at the deadline, and a panic is caught.

use std::any::Any;
use std::future::Future;
use std::time::Duration;

use tokio::task::{JoinError, JoinHandle};

use super::InvocationError;

/// Starts `invocation`; the task returns its result.
///
/// Dropping the handle does not stop the invocation: Lambda does not tell a function that its caller has disconnected. A
/// second task enforces the deadline, so that even a handler that never yields fails in time for its caller.
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

/// The result of a finished task; a panic or an abort (while the process stops) is a failed invocation.
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
        "(not a text)".to_owned()
    }
}
