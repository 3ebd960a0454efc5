//! The WebSocket API's routes: `$connect`, `$disconnect`, and clients' messages (`$default`).
//!
//! A connection is pending until its first message, `resume`, which makes it live and only then reads the gap: what
//! happens meanwhile is pushed, what happened before is in the gap, and nothing falls between. (A post before
//! `$connect` has returned would be answered with 410.)

mod change;
mod client_message_error;
mod connect;
mod connection_limit;
mod gap;
mod message;
mod rate_limit;
mod resume;

use std::sync::Arc;

use auth::TokenVerifier;
use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;
use lambda_http::aws_lambda_events::apigw::ApiGatewayWebsocketProxyRequestContext;
use lambda_http::http::StatusCode;
use lambda_http::request::RequestContext;
use lambda_http::{Body, Error, Request, RequestExt, Service, service_fn};
use live::ManagementApi;
use runtime::environment::{ConfigError, Environment};
use runtime::response::{ErrorResponse, Response};
use store::StoreError;
use store::connections::Connections;
use store::events::EventReader;
use store::integrations::Memberships;
use store::ledger::{CrossIntegrationChanges, LateChangeMarkers};
use store::states::OrderReader;
use tracing::error;
use types::time::Clock;

use gap::{GapBounds, GapReader};
use rate_limit::MessageRateLimiter;

/// What the function needs.
struct WebSocket {
    auth: TokenVerifier,
    connections: Connections,
    gap: GapReader,
    gateway: ManagementApi,
    refusals: MessageRateLimiter,
    clock: Clock,
}

/// The function's handler, on the tables that `environment` names.
///
/// # Errors
/// [`ConfigError`].
pub fn service(
    environment: &Environment,
    client: &Client,
    aws: &SdkConfig,
    auth: TokenVerifier,
    clock: Clock,
) -> Result<
    impl Service<Request, Response = Response, Error = Error, Future: Send> + Clone + Send + Sync + 'static,
    ConfigError,
> {
    let function = Arc::new(WebSocket {
        auth,
        connections: Connections::new(client.clone(), environment)?,
        gap: GapReader {
            memberships: Memberships::new(client.clone(), environment)?,
            events: EventReader::new(client.clone(), environment)?,
            orders: OrderReader::new(client.clone(), environment)?,
            late_changes: LateChangeMarkers::new(client.clone(), environment)?,
            cross_integration_changes: CrossIntegrationChanges::new(client.clone(), environment)?,
            window: live::resume_window(environment)?,
            bounds: GapBounds::from_environment(environment)?,
            clock: clock.clone(),
        },
        gateway: ManagementApi::new(aws, &environment.text("MANAGEMENT_ENDPOINT")?),
        refusals: MessageRateLimiter::default(),
        clock,
    });
    Ok(service_fn(move |request| {
        let function = Arc::clone(&function);
        async move { Ok(function.handle(request).await) }
    }))
}

impl WebSocket {
    async fn handle(&self, request: Request) -> Response {
        let Some(RequestContext::WebSocket(context)) = request.request_context_ref().cloned() else {
            return ErrorResponse::not_found().to_response("");
        };
        let request_id = context.request_id.clone().unwrap_or_default();
        let routed = self.route(&context, &request).await;
        routed.unwrap_or_else(|store| {
            error!(error = %store, request.id = request_id, "a live client was not served");
            ErrorResponse::unavailable().to_response(&request_id)
        })
    }

    async fn route(
        &self,
        context: &ApiGatewayWebsocketProxyRequestContext,
        request: &Request,
    ) -> Result<Response, StoreError> {
        let Some(connection_id) = context.connection_id.as_deref() else {
            return Ok(ErrorResponse::not_found().to_response(""));
        };
        match context.route_key.as_deref() {
            Some("$connect") => self.connect(connection_id, context, request).await,
            Some("$disconnect") => self.disconnect(connection_id).await,
            _ => self.message(connection_id, request.body()).await,
        }
    }

    async fn disconnect(&self, connection_id: &str) -> Result<Response, StoreError> {
        if let Some(user) = self.connections.user_of(connection_id).await? {
            self.connections.remove(&user, connection_id).await?;
        }
        Ok(done())
    }
}

/// The answer where the client gets frames, and API Gateway only wants to know that all went well.
fn done() -> Response {
    lambda_http::Response::builder().status(StatusCode::OK).body(Body::Empty).expect("a status alone is valid")
}
