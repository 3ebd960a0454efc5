//! A test webhook: signed as the sender signs, proven and stored by the channel's own door, and of no effect.

use auth::User;
use channels::test_webhook;
use domain::integration::{Integration, Role, TopicLocation};
use ingest::{IngestError, Request};
use lambda_http::http::StatusCode;
use lambda_http::http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use lambda_http::{Body, http::Method};
use runtime::response::{ErrorResponse, Response, json};
use serde::Serialize;
use tracing::{error, info};
use types::event_id::{EventId, EventIds};
use types::transport::Transport;

use super::members::Roster;
use crate::dashboard::Dashboard;
use crate::error::ApiError;
use crate::query::Query;

#[derive(Serialize)]
struct Sent {
    /// The event's id; it is shown as soon as it was processed.
    id: EventId,
    status: &'static str,
}

/// `POST /api/integrations/{id}/test`
pub(crate) async fn test(
    dashboard: &Dashboard,
    user: &User,
    id: &str,
    query: Option<&str>,
) -> Result<Response, ApiError> {
    Query::none(query)?;
    let Roster { integration, role, .. } = Roster::read(dashboard, user, id).await?;
    if role == Role::Viewer {
        return Err(ErrorResponse::forbidden("Only an owner or a member may send a test webhook.").into());
    }
    let request = signed(dashboard, &integration)?;
    let door = dashboard.doors.of(integration.channel).map_err(|error| {
        error!(%error, "the door of a channel cannot be made");
        ErrorResponse::unavailable()
    })?;
    let received = door.receive_request(request).await.map_err(refused)?;
    info!(integration = %integration.id, event.id = %received.event_id(), "test webhook stored");
    Ok(json(StatusCode::OK, &Sent { id: received.event_id(), status: received.status() }))
}

/// The request as the sender would make it.
fn signed(dashboard: &Dashboard, integration: &Integration) -> Result<Request, ErrorResponse> {
    if !integration.enabled {
        return Err(cannot("The integration is disabled and takes nothing."));
    }
    let (event, now) = EventIds::new(dashboard.clock.clone()).mint();
    let scheme = integration
        .schemes
        .of(Transport::Https)
        .ok_or_else(|| cannot("The integration takes no webhooks over HTTPS."))?;
    let body = test_webhook::body(event, now);
    let mut secrets = integration.secrets.iter().filter(|secret| secret.is_active(now)).collect::<Vec<_>>();
    secrets.sort_by_key(|secret| secret.created_at);
    let secret = secrets.last().and_then(|secret| secret.envelope.open());
    let secret =
        secret.ok_or_else(|| cannot("The integration has no secret that is live, so nothing can be signed."))?;
    let mut headers = scheme
        .sign(&secret, &event.to_string(), now, &body)
        .map_err(|why| cannot(&format!("Storebell cannot sign in the sender's place here: {why}.")))?;
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let path = format!("/api/webhooks/{}/{}", integration.channel.name(), integration.id);
    let path = name_topic(integration, &mut headers, path);
    Ok(Request { id: event.to_string(), method: Method::POST, path, headers, body: Body::Binary(body) })
}

/// Says the topic where the integration's topics stand; gives the path. Where they stand in the body, the test's own says it.
fn name_topic(integration: &Integration, headers: &mut HeaderMap, path: String) -> String {
    let header = match integration.topic.as_ref().map(|source| &source.from) {
        Some(TopicLocation::Path) => return format!("{path}/{}", test_webhook::TOPIC),
        Some(TopicLocation::Header(name)) => HeaderName::from_bytes(name.as_bytes()).ok(),
        Some(TopicLocation::Body(_)) => None,
        None => channels::adapter(integration.channel).topic_header().map(HeaderName::from_static),
    };
    if let Some(header) = header {
        headers.insert(header, HeaderValue::from_static(test_webhook::TOPIC));
    }
    path
}

fn cannot(message: &str) -> ErrorResponse {
    ErrorResponse::new(StatusCode::CONFLICT, "cannot_test", message)
}

/// Whoever may send a test may know why it was refused: the words are those of docs/rejections.md.
fn refused(refused: IngestError) -> ApiError {
    match refused {
        IngestError::Store(error) => error.into(),
        // FKLOGIN signs the second, and a proof is good for one body.
        IngestError::NonceReused => cannot("Another test was sent within this second; send this one again.").into(),
        transient if !transient.is_final() => ErrorResponse::unavailable().into(),
        verdict => cannot(&format!("The channel's door refused it: {}.", verdict.code())).into(),
    }
}
