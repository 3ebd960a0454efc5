//! Why an invocation has no result, in the form of Lambda's errors.

use std::fmt;
use std::time::Duration;

/// A failed invocation.
///
/// `Display` gives Lambda's `errorMessage`, [`InvocationError::error_type`] its `errorType`. The message may quote the
/// function's input, so it may be logged but not sent to a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InvocationError {
    /// The function did not return within its timeout and was aborted.
    TimedOut {
        /// The function's configured timeout.
        timeout: Duration,
    },
    /// The handler panicked.
    Panicked {
        /// The panic's message.
        message: String,
    },
    /// The handler returned an error.
    Unhandled {
        /// The error's name, as `lambda_runtime` reports it.
        error_type: String,
        /// The error's own text.
        message: String,
    },
    /// The event is larger than a synchronous invocation may carry; the handler was not called.
    RequestTooLarge {
        /// The event's size as JSON, in bytes.
        bytes: usize,
    },
    /// The result is larger than a synchronous invocation may return.
    ResponseTooLarge {
        /// The result's size as JSON, in bytes.
        bytes: usize,
    },
    /// The event is not of the type that the function accepts; the handler was not called.
    BadEvent {
        /// The deserializer's error.
        message: String,
    },
}

impl InvocationError {
    /// Lambda's name of this error (`errorType`), by which errors can be counted.
    #[must_use]
    pub fn error_type(&self) -> &str {
        match self {
            Self::TimedOut { .. } => "Sandbox.Timedout",
            Self::Panicked { .. } => "Runtime.Panic",
            Self::Unhandled { error_type, .. } => error_type,
            Self::RequestTooLarge { .. } => "RequestTooLargeException",
            Self::ResponseTooLarge { .. } => "Function.ResponseSizeTooLarge",
            Self::BadEvent { .. } => "Runtime.UnmarshalError",
        }
    }
}

impl fmt::Display for InvocationError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let limit = super::MAX_PAYLOAD_BYTES;
        match self {
            Self::TimedOut { timeout } => {
                write!(out, "Task timed out after {:.2} seconds", timeout.as_secs_f64())
            }
            // The text of lambda_runtime, layers/panic.rs.
            Self::Panicked { message } => write!(out, "Lambda panicked: {message}"),
            Self::Unhandled { message, .. } => out.write_str(message),
            Self::RequestTooLarge { .. } => {
                write!(out, "Request must be smaller than {limit} bytes for the InvokeFunction operation")
            }
            Self::ResponseTooLarge { .. } => {
                write!(out, "Response payload size exceeded maximum allowed payload size ({limit} bytes).")
            }
            Self::BadEvent { message } => {
                write!(out, "failed to deserialize the incoming data into the function's payload type: {message}")
            }
        }
    }
}

impl std::error::Error for InvocationError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timeout_has_lambdas_message_and_type() {
        let error = InvocationError::TimedOut { timeout: Duration::from_millis(1500) };
        assert_eq!(error.to_string(), "Task timed out after 1.50 seconds");
        assert_eq!(error.error_type(), "Sandbox.Timedout");
    }
}
