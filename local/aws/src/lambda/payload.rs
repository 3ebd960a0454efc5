//! The input and output of an invocation: bytes of JSON under a size limit, and a context.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use lambda_runtime::{Config, Context, LambdaEvent};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use ulid::Ulid;

use super::InvocationError;

/// The limit of a synchronous invocation in either direction, in bytes of JSON.
///
/// 6 MB: <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>
pub const MAX_PAYLOAD_BYTES: usize = 6 * 1024 * 1024;

/// The event as the bytes that the runtime API would return.
pub(super) fn request_bytes(event: &Value) -> Result<Vec<u8>, InvocationError> {
    // A Value has string keys and finite numbers only, so this cannot fail in practice.
    let bytes = serde_json::to_vec(event).map_err(|error| InvocationError::BadEvent { message: error.to_string() })?;
    within_limit(bytes)
}

/// The bytes, if they are within the limit of a synchronous invocation.
pub(super) fn within_limit(bytes: Vec<u8>) -> Result<Vec<u8>, InvocationError> {
    if bytes.len() > MAX_PAYLOAD_BYTES {
        return Err(InvocationError::RequestTooLarge { bytes: bytes.len() });
    }
    Ok(bytes)
}

/// The bytes as the type that the function accepts, parsed as `lambda_runtime` does.
pub(super) fn read_event<Event: DeserializeOwned>(
    bytes: &[u8],
    context: Context,
) -> Result<LambdaEvent<Event>, InvocationError> {
    serde_json::from_slice(bytes)
        .map(|payload| LambdaEvent::new(payload, context))
        .map_err(|error| InvocationError::BadEvent { message: error.to_string() })
}

/// The function's result as the JSON that its caller gets.
pub(super) fn response_json(output: &impl Serialize) -> Result<Value, InvocationError> {
    let unserializable = |error: serde_json::Error| InvocationError::Unhandled {
        error_type: "Runtime.MarshalError".to_owned(),
        message: error.to_string(),
    };
    let bytes = serde_json::to_vec(output).map_err(unserializable)?;
    if bytes.len() > MAX_PAYLOAD_BYTES {
        return Err(InvocationError::ResponseTooLarge { bytes: bytes.len() });
    }
    serde_json::from_slice(&bytes).map_err(unserializable)
}

/// The context of a new invocation, whose deadline is one timeout from now.
pub(super) fn new_context(request_id: &str, function: &str, timeout: Duration) -> Context {
    let deadline = (SystemTime::now() + timeout).duration_since(UNIX_EPOCH).unwrap_or_default();
    let mut context = Context::default();
    context.request_id = request_id.to_owned();
    context.deadline = u64::try_from(deadline.as_millis()).unwrap_or(u64::MAX);
    context.invoked_function_arn = function_arn(function);
    context.env_config =
        Arc::new(Config { function_name: function.to_owned(), version: "$LATEST".to_owned(), ..Config::default() });
    context
}

/// The function's ARN, in a placeholder account.
pub(super) fn function_arn(function: &str) -> String {
    format!("arn:aws:lambda:us-east-1:000000000000:function:{function}")
}

/// A new request id: the 128 bits of a ULID in the form of the UUIDs that Lambda uses, so that log tools recognize it.
#[must_use]
pub fn new_request_id() -> String {
    let hex = format!("{:032x}", u128::from_be_bytes(Ulid::generate().to_bytes()));
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn request_ids_are_unique_and_have_the_form_of_a_uuid() {
        let (one, other) = (new_request_id(), new_request_id());
        assert_ne!(one, other);
        let lengths: Vec<usize> = one.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
    }

    #[test]
    fn deadline_is_one_timeout_from_now() {
        let context = new_context("r1", "api", Duration::from_secs(30));
        let left = context.deadline().duration_since(SystemTime::now()).expect("in the future");
        assert!(left > Duration::from_secs(29) && left <= Duration::from_secs(30), "{left:?}");
        assert_eq!(context.env_config.function_name, "api");
    }

    #[test]
    fn event_over_the_limit_is_rejected() {
        let text_bytes = MAX_PAYLOAD_BYTES - 2; // two quotation marks
        assert!(request_bytes(&Value::from("x".repeat(text_bytes))).is_ok());
        let failure = request_bytes(&Value::from("x".repeat(text_bytes + 1))).expect_err("too large");
        assert_eq!(failure, InvocationError::RequestTooLarge { bytes: MAX_PAYLOAD_BYTES + 1 });
    }
}
