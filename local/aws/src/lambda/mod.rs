//! Runs functions inside this process as Lambda does: JSON bytes in, JSON bytes out, a context with a deadline, the same
//! limits, and a panic that is only a failed invocation.

mod function;
mod invocation_error;
mod payload;
mod streaming_function;
mod supervise;

pub use function::Function;
pub use invocation_error::InvocationError;
pub use payload::{MAX_PAYLOAD_BYTES, new_request_id};
pub use streaming_function::{StreamedResponse, StreamingFunction};
