//! Handles a request: from its path to its stream.

use auth::{AuthError, TokenVerifier, bearer};
use lambda_http::http::{HeaderValue, Method, header};
use lambda_http::request::RequestContext;
use lambda_http::{Request, RequestExt as _, Response};
use tokio::time::Instant;
use types::event_id::EventId;
use types::time::Clock;

use crate::config::Config;
use crate::event_stream::EventStream;
use crate::request_query::{first_last_event_id, parse_filter, polyfill_last_event_id};
use crate::resume::resume;
use crate::sse_error::SseError;
use crate::stream_duration::{random_fraction, reconnect_delay_ms, stream_duration};
use crate::streamed_body::StreamedBody;
use crate::websocket_client::WebSocketConnector;

/// The only path of this function.
const PATH: &str = "/api/webhooks/events/stream";

/// Bridges WebSocket connections to server-sent events. Cheap to clone.
#[derive(Clone)]
pub struct Bridge {
    config: Config,
    auth: TokenVerifier,
    clock: Clock,
    connector: WebSocketConnector,
}

impl Bridge {
    /// A bridge to the WebSocket API of `config`.
    pub fn new(config: Config, auth: TokenVerifier, clock: Clock) -> Self {
        let connector = WebSocketConnector::new(config.websocket_url.clone());
        Self { config, auth, clock, connector }
    }

    /// Responds with a stream, or with the JSON of an error.
    pub async fn handle(&self, request: &Request) -> Response<StreamedBody> {
        let mut response = match self.open_stream(request).await {
            Ok(stream) => stream_response(stream),
            Err(error) => {
                error.log();
                error.response(&request_id(request))
            }
        };
        // On AWS the page has another origin. Pages of any origin may read the response: the token is in a header and
        // no cookie is used, so a foreign page receives nothing for which it has no token.
        response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        response
    }

    async fn open_stream(&self, request: &Request) -> Result<EventStream, SseError> {
        if request.raw_http_path() != PATH {
            return Err(SseError::Path);
        }
        if request.method() != Method::GET {
            return Err(SseError::Method);
        }
        let token = bearer(request.headers()).ok_or(SseError::Token(AuthError::NoToken))?;
        let session = self.auth.verify(token).await.map_err(SseError::Token)?;
        let filter = parse_filter(request).map_err(SseError::Query)?;
        let after = last_event_id(request)?;

        let mut connection = self.connector.connect(token, self.config.connect_timeout).await?;
        let delay_ms = reconnect_delay_ms(random_fraction());
        let beginning = resume(&mut connection, after, &filter, self.config.resume_timeout, delay_ms).await?;
        let started_at = Instant::now();
        let duration = stream_duration(
            self.config.max_stream_duration,
            random_fraction(),
            self.clock.now(),
            deadline_ms(request),
            session.expires_at,
        );
        tracing::info!(
            sse.planned_duration_ms = duration.as_millis() as u64,
            sse.resumed = after.is_some(),
            "stream opened"
        );
        Ok(EventStream {
            connection,
            beginning: beginning.text,
            last_sent: beginning.last_sent,
            is_evicted: false,
            heartbeat_interval: self.config.heartbeat_interval,
            started_at,
            ends_at: started_at + duration,
        })
    }
}

/// The id from which the client resumes: the header that a reconnecting browser sends, or a parameter. The polyfill's
/// parameter precedes the header, since the polyfill sends the headers of the first request again each time.
fn last_event_id(request: &Request) -> Result<Option<EventId>, SseError> {
    let header = request.headers().get("last-event-id").map(|value| value.to_str());
    let header = header.transpose().map_err(|_| SseError::LastEventId)?;
    let text = [polyfill_last_event_id(request), header, first_last_event_id(request)];
    let text = text.into_iter().flatten().find(|text| !text.is_empty());
    text.map(|text| text.parse().map_err(|_| SseError::LastEventId)).transpose()
}

/// The request's id: API Gateway's, which is in its log, too; Lambda's if there is no API Gateway.
fn request_id(request: &Request) -> String {
    let from_gateway = match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV1(context)) => context.request_id.clone(),
        _ => None,
    };
    from_gateway.or_else(|| request.lambda_context_ref().map(|context| context.request_id.clone())).unwrap_or_default()
}

/// The invocation's deadline in milliseconds since the Unix epoch; `None` outside of Lambda.
fn deadline_ms(request: &Request) -> Option<u64> {
    request.lambda_context_ref().map(|context| context.deadline).filter(|deadline| *deadline > 0)
}

fn stream_response(stream: EventStream) -> Response<StreamedBody> {
    let mut response = Response::new(stream.into_body());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache, no-store"));
    // nginx and similar proxies would otherwise hold the stream back until their buffer is full.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
