//! `POST /api/integrations/{id}/test`: sends a test webhook. It is signed as the sender signs, then verified and stored by
//! the channel's own receiver; it changes no order.

use channels::test_webhook;
use domain::integration::{Integration, TopicLocation};
use domain::permissions::Action;
use ingest::{IngestError, Request};
use lambda_http::Body;
use lambda_http::http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use lambda_http::http::{Method, StatusCode};
use runtime::response::ErrorResponse;
use serde::Serialize;
use tracing::{error, info};
use types::event_id::{EventId, EventIds};
use types::transport::Transport;

use super::integration_members::IntegrationMembers;
use crate::context::ApiContext;
use crate::error::ApiError;
use crate::request::ApiRequest;
use crate::response::Json;

/// A stored test webhook.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct TestWebhookResponse {
    /// The id of its event, which is visible once the stream has processed it.
    id: EventId,
    /// `stored`, or `duplicate` if the same webhook was stored before.
    status: &'static str,
}

/// `POST /api/integrations/{id}/test`
pub(crate) async fn send_test_webhook(
    context: &ApiContext,
    request: &ApiRequest,
) -> Result<Json<TestWebhookResponse>, ApiError> {
    let current = IntegrationMembers::read(context, &request.user, request.path_parameter("id")).await?;
    let IntegrationMembers { integration, .. } = current.permit(Action::SendTestWebhook)?;
    let webhook = signed_webhook(context, &integration)?;
    let receiver = context.test_receivers.receiver(integration.channel).map_err(|error| {
        error!(%error, "the receiver of a test webhook cannot be made");
        ErrorResponse::unavailable()
    })?;
    let received = receiver.receive_request(webhook).await.map_err(rejected)?;
    info!(integration = %integration.id, event.id = %received.event_id(), "test webhook stored");
    Ok(Json(TestWebhookResponse { id: received.event_id(), status: received.status() }))
}

/// The request that the sender would make.
///
/// # Errors
/// 409 `cannot_test`, with the reason.
fn signed_webhook(context: &ApiContext, integration: &Integration) -> Result<Request, ErrorResponse> {
    if !integration.enabled {
        return Err(cannot_test("The integration is disabled and rejects every webhook."));
    }
    let (event, now) = EventIds::new(context.clock.clone()).mint();
    let scheme = integration
        .schemes
        .of(Transport::Https)
        .ok_or_else(|| cannot_test("The integration accepts no webhooks over HTTPS."))?;
    let body = test_webhook::body(event, now);
    let newest =
        integration.secrets.iter().filter(|secret| secret.is_active(now)).max_by_key(|secret| secret.created_at);
    let secret = newest
        .and_then(|secret| secret.envelope.open())
        .ok_or_else(|| cannot_test("The integration has no secret that is active, so the webhook cannot be signed."))?;
    let mut headers = scheme
        .sign(&secret, &event.to_string(), now, &body)
        .map_err(|why| cannot_test(&format!("Storebell cannot sign in place of the sender: {why}.")))?;
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let path = format!("/api/webhooks/{}/{}", integration.channel.name(), integration.id);
    let path = add_topic(integration, &mut headers, path);
    Ok(Request { id: event.to_string(), method: Method::POST, path, headers, body: Body::Binary(body) })
}

/// Puts the topic where the integration reads topics from, and returns the path. A topic that is read from the body is the
/// one that the test body contains.
fn add_topic(integration: &Integration, headers: &mut HeaderMap, path: String) -> String {
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

fn cannot_test(message: &str) -> ErrorResponse {
    ErrorResponse::new(StatusCode::CONFLICT, "cannot_test", message)
}

/// A caller who may send test webhooks learns the rejection code, unlike a sender; the codes are those of
/// docs/rejections.md.
fn rejected(error: IngestError) -> ApiError {
    match error {
        IngestError::Store(error) => error.into(),
        // FKLOGIN signs the time in whole seconds instead of the body, so each signature is accepted for one body only.
        IngestError::NonceReused => {
            cannot_test("Another test webhook was sent within the same second. Send this one again.").into()
        }
        transient if !transient.is_final() => ErrorResponse::unavailable().into(),
        rejection => cannot_test(&format!("The channel's receiver rejected it: {}.", rejection.code())).into(),
    }
}
