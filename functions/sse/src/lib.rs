//! `GET /api/webhooks/events/stream`: live events as server-sent events (SSE).
//!
//! The function is a bridge: it holds a WebSocket connection with its caller's token, and writes the frames that arrive
//! there as server-sent events. So there is one push path, and one place that decides what a user may see. The function
//! stores nothing and reads no table.
//!
//! The 200 is sent only after the WebSocket connection is live: a client that has received it misses nothing from then
//! on.

mod bridge;
mod config;
mod event_stream;
mod invocation;
mod last_sent_id;
mod request_query;
mod resume;
mod server_message;
mod sse_encoder;
mod sse_error;
mod stream_duration;
mod streamed_body;
mod websocket_client;
mod websocket_url;

use lambda_http::{Error, Request, Response, Service, service_fn};

pub use bridge::Bridge;
pub use config::{Config, SseConfigError};
pub use invocation::{Invocation, invocation_service};
pub use streamed_body::StreamedBody;
pub use websocket_url::{ParseWebSocketUrlError, WebSocketUrl};

/// The function's handler, for `lambda_http::run_with_streaming_response` and for `lambda_http::StreamAdapter`.
pub fn service(
    bridge: Bridge,
) -> impl Service<Request, Response = Response<StreamedBody>, Error = Error, Future: Send> + Clone + Send + 'static {
    service_fn(move |request: Request| {
        let bridge = bridge.clone();
        async move { Ok::<_, Error>(bridge.handle(&request).await) }
    })
}
