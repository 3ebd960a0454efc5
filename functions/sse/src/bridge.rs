//! One request, from its path to its stream.

use auth::{AuthError, TokenVerifier, bearer};
use lambda_http::http::{HeaderValue, Method, header};
use lambda_http::request::RequestContext;
use lambda_http::{Request, RequestExt as _, Response};
use tokio::time::Instant;
use types::event_id::EventId;
use types::time::Clock;

use crate::error::SseError;
use crate::last_sent_id::LastSentId;
use crate::relay::Relay;
use crate::settings::Settings;
use crate::upstream::Connect;
use crate::{StreamedBody, encode, lifetime, query, resume};

/// The only path of this function.
const PATH: &str = "/api/webhooks/events/stream";

/// Opens streams. Cheap to clone.
#[derive(Clone)]
pub struct Bridge {
    settings: Settings,
    auth: TokenVerifier,
    clock: Clock,
    connect: Connect,
}

impl Bridge {
    /// With the settings, the check of tokens, and the time.
    pub fn new(settings: Settings, auth: TokenVerifier, clock: Clock) -> Self {
        let connect = Connect::new(settings.websocket_url.clone());
        Self { settings, auth, clock, connect }
    }

    /// Answers with a stream, or in plain JSON with why there is none.
    pub async fn response(&self, request: &Request) -> Response<StreamedBody> {
        let mut response = match self.open(request).await {
            Ok(relay) => streaming(relay),
            Err(refusal) => {
                refusal.log();
                refusal.response(&request_id(request))
            }
        };
        // Deployed, the page has another origin. Any origin may read: a token is shown as a header and no cookie counts,
        // so a page of others gets nothing that it has no token for.
        response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        response
    }

    async fn open(&self, request: &Request) -> Result<Relay, SseError> {
        if request.raw_http_path() != PATH {
            return Err(SseError::Path);
        }
        if request.method() != Method::GET {
            return Err(SseError::Method);
        }
        let token = bearer(request.headers()).ok_or(SseError::Token(AuthError::NoToken))?;
        let session = self.auth.verify(token).await.map_err(SseError::Token)?;
        let filter = query::filter(request).map_err(SseError::Query)?;
        let after = last_event_id(request)?;

        let mut upstream = self.connect.open(token, self.settings.connect_within).await?;
        // An id of the future is nobody's: the gap is read from now, and ids are told from there on.
        let mut told = LastSentId::to_who_has(after.filter(|id| id.received_at() <= self.clock.now()));
        let within = self.settings.resume_within;
        let gap = resume::resume(&mut upstream, after, &filter, within, &mut told).await?;

        let mut opening = String::new();
        encode::retry(&mut opening, lifetime::retry_ms(lifetime::chance()));
        let started = Instant::now();
        let length = lifetime::length(
            self.settings.length,
            lifetime::chance(),
            self.clock.now(),
            deadline_ms(request),
            session.expires_at,
        );
        tracing::info!(sse.length_ms = length.as_millis() as u64, sse.resumed = after.is_some(), "A stream begins");
        let heartbeat = self.settings.heartbeat;
        Ok(Relay { upstream, opening: opening + &gap, told, heartbeat, started, ends: started + length })
    }
}

/// Where the client left off: the header that a browser sends when it comes back, or the parameter for a first request.
fn last_event_id(request: &Request) -> Result<Option<EventId>, SseError> {
    let query = request.query_string_parameters_ref().and_then(|query| query.first("last_event_id"));
    let given = match request.headers().get("last-event-id") {
        Some(value) => Some(value.to_str().map_err(|_| SseError::LastEventId)?),
        None => query,
    };
    let given = given.filter(|text| !text.is_empty());
    given.map(|text| text.parse().map_err(|_| SseError::LastEventId)).transpose()
}

/// The request's id: the same in API Gateway's log and in an error's body; without API Gateway, Lambda's.
fn request_id(request: &Request) -> String {
    let from_gateway = match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV1(context)) => context.request_id.clone(),
        _ => None,
    };
    from_gateway.or_else(|| request.lambda_context_ref().map(|context| context.request_id.clone())).unwrap_or_default()
}

/// The invocation's deadline in milliseconds since the Unix epoch, if there is an invocation.
fn deadline_ms(request: &Request) -> Option<u64> {
    request.lambda_context_ref().map(|context| context.deadline).filter(|deadline| *deadline > 0)
}

fn streaming(relay: Relay) -> Response<StreamedBody> {
    let mut response = Response::new(relay.into_body());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache, no-store"));
    // Proxies of the nginx family would otherwise hold the stream back until their buffer is full.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
