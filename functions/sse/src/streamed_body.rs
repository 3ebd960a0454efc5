//! The body of a response: a stream of server-sent events, or the whole JSON of an error.

use std::convert::Infallible;

use bytes::Bytes;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full};

/// A body whose chunks are sent as soon as they exist.
pub type StreamedBody = UnsyncBoxBody<Bytes, Infallible>;

/// A body of one chunk; without a chunk if `bytes` is empty.
pub(crate) fn whole_body(bytes: Bytes) -> StreamedBody {
    Full::new(bytes).boxed_unsync()
}
