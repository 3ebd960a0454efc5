//! `GET /api/webhooks/events/stream`: live events as server-sent events.
//!
//! A bridge. It holds a WebSocket connection in the name of its caller and writes what arrives there as SSE, so that
//! there is one push path, and one place that decides who sees what. It stores nothing and reads no table.
//!
//! The 200 is sent only after the connection is live, so that a client that got it misses nothing from then on.

mod bridge;
mod encode;
mod error;
mod frame;
mod invocation;
mod last_sent_id;
mod lifetime;
mod query;
mod relay;
mod resume;
mod settings;
mod upstream;

use std::convert::Infallible;

use bytes::Bytes;
use http_body_util::combinators::UnsyncBoxBody;
use lambda_http::{Error, Request, Response, Service, service_fn};

pub use bridge::Bridge;
pub use invocation::{Invocation, invocation_service};
pub use settings::{BadSettings, Settings, WebSocketUrl};

/// A body that is sent as it comes into being.
pub type StreamedBody = UnsyncBoxBody<Bytes, Infallible>;

/// The function's handler, for `lambda_http::run_with_streaming_response` and for `lambda_http::StreamAdapter`.
pub fn service(
    bridge: Bridge,
) -> impl Service<Request, Response = Response<StreamedBody>, Error = Error, Future: Send> + Clone + Send + 'static {
    service_fn(move |request: Request| {
        let bridge = bridge.clone();
        async move { Ok::<_, Error>(bridge.response(&request).await) }
    })
}
