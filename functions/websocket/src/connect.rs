//! `$connect`: verifies the token and stores the connection.

use auth::{AuthError, SUBPROTOCOL, Session};
use domain::live::Filter;
use lambda_http::aws_lambda_events::apigw::ApiGatewayWebsocketProxyRequestContext;
use lambda_http::http::header::SEC_WEBSOCKET_PROTOCOL;
use lambda_http::http::{HeaderMap, HeaderValue, StatusCode};
use lambda_http::{Request, RequestExt};
use runtime::response::{ErrorResponse, Response};
use store::StoreError;
use store::connections::{Connection, LiveTransport};
use tracing::{info, warn};
use types::time::Time;

use crate::function::WebSocketFunction;
use crate::responses::empty_ok;

impl WebSocketFunction {
    /// Stores the connection as pending: 401 if its token is invalid, 503 if the token cannot be verified at present.
    pub(crate) async fn connect(
        &self,
        connection_id: &str,
        context: &ApiGatewayWebsocketProxyRequestContext,
        request: &Request,
    ) -> Result<Response, StoreError> {
        let request_id = context.request_id.as_deref().unwrap_or_default();
        let session = match self.auth.verify_headers(request.headers()).await {
            Ok(session) => session,
            Err(error) => return Ok(reject(&error, request_id)),
        };
        let now = self.clock.now();
        let connection = pending_connection(connection_id, &session, request, now);
        self.connections.add(&connection).await?;
        if let Err(error) = self.enforce_connection_limit(&connection.user, now).await {
            // A 503 would leave the new row behind: API Gateway calls `$disconnect` only for accepted connections.
            warn!(
                connection.id = connection_id,
                %error,
                "connection limit not enforced; the user's next connection enforces it"
            );
        }
        info!(connection.id = connection_id, request.id = request_id, "live connection opened");
        Ok(accept(request.headers()))
    }
}

fn pending_connection(id: &str, session: &Session, request: &Request, connected_at: Time) -> Connection {
    let transport = request.query_string_parameters_ref().and_then(|query| query.first("transport"));
    Connection {
        id: id.to_owned(),
        user: session.user.as_str().to_owned(),
        transport: if transport == Some("sse") { LiveTransport::Sse } else { LiveTransport::Websocket },
        live: false,
        connected_at,
        token_expires_at: session.expires_at,
        filter: Filter::default(),
    }
}

fn reject(error: &AuthError, request_id: &str) -> Response {
    warn!(code = error.code(), request.id = request_id, "WebSocket connection rejected");
    let response = if error.status() == StatusCode::SERVICE_UNAVAILABLE {
        ErrorResponse::unavailable()
    } else {
        ErrorResponse::unauthorized()
    };
    response.to_response(request_id)
}

/// Selects Storebell's subprotocol if the client offered it: a browser closes a connection whose server selected none
/// of the offered subprotocols.
fn accept(headers: &HeaderMap) -> Response {
    let mut response = empty_ok();
    let mut offered = headers
        .get_all(SEC_WEBSOCKET_PROTOCOL)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|list| list.split(','));
    if offered.any(|subprotocol| subprotocol.trim() == SUBPROTOCOL) {
        response.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(SUBPROTOCOL));
    }
    response
}
