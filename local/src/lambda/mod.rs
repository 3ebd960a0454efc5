//! Hosts a function inside this process the way Lambda would: JSON bytes in, JSON bytes out,
//! a context with a deadline, the same limits, and a panic that is only a failed invocation.

mod failure;
mod function;
mod payload;
mod streaming;
mod supervise;

pub use failure::Failure;
pub use function::Function;
pub use payload::{PAYLOAD_LIMIT_BYTES, new_request_id};
pub use streaming::{StreamedResponse, StreamingFunction};
