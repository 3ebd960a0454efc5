//! Why an invocation gave no answer, in Lambda's own words.

use std::fmt;
use std::time::Duration;

/// A failed invocation.
///
/// `Display` gives Lambda's `errorMessage`, [`InvocationError::error_type`] its `errorType`. The message may quote what a
/// function said about its input, so it belongs in a log, never in an answer to a stranger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InvocationError {
    /// The function did not answer within its timeout and was aborted.
    TimedOut {
        /// The function's configured timeout.
        timeout: Duration,
    },
    /// The handler panicked.
    Panicked {
        /// What the panic said.
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
    /// The answer is larger than a synchronous invocation may give back.
    ResponseTooLarge {
        /// The answer's size as JSON, in bytes.
        bytes: usize,
    },
    /// The event is not one that the function takes; the handler was not called.
    BadEvent {
        /// What did not fit, by the deserializer.
        message: String,
    },
}

impl InvocationError {
    /// Lambda's name for this kind of failure (`errorType`), stable enough to count by.
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
            // The words of lambda_runtime, layers/panic.rs.
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
    fn a_timeout_speaks_as_lambda_does() {
        let failure = InvocationError::TimedOut { timeout: Duration::from_millis(1500) };
        assert_eq!(failure.to_string(), "Task timed out after 1.50 seconds");
        assert_eq!(failure.error_type(), "Sandbox.Timedout");
    }
}
