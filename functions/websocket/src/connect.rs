//! `$connect`: who is it?

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

use crate::{WebSocket, done};

impl WebSocket {
    /// Stores the connection as pending, or refuses it before it is opened.
    pub(crate) async fn connect(
        &self,
        connection_id: &str,
        context: &ApiGatewayWebsocketProxyRequestContext,
        request: &Request,
    ) -> Result<Response, StoreError> {
        let request_id = context.request_id.as_deref().unwrap_or_default();
        let session = match self.auth.verify_headers(request.headers()).await {
            Ok(session) => session,
            Err(refused) => return Ok(refuse(&refused, request_id)),
        };
        let now = self.clock.now();
        let connection = connection(connection_id, &session, request, now);
        self.connections.add(&connection).await?;
        if let Err(error) = self.close_surplus(&connection.user, now).await {
            // Refused now, this connection would leave its row behind, since it would never be disconnected.
            warn!(connection.id = connection_id, %error, "a user may have more connections than allowed, until the next one");
        }
        info!(connection.id = connection_id, request.id = request_id, "real-time service connected");
        Ok(accept(request.headers()))
    }
}

fn connection(id: &str, session: &Session, request: &Request, connected_at: Time) -> Connection {
    let bridged = request.query_string_parameters_ref().and_then(|query| query.first("transport")) == Some("sse");
    Connection {
        id: id.to_owned(),
        user: session.user.as_str().to_owned(),
        transport: if bridged { LiveTransport::Sse } else { LiveTransport::Websocket },
        live: false,
        connected_at,
        token_expires_at: session.expires_at,
        filter: Filter::default(),
    }
}

fn refuse(refused: &AuthError, request_id: &str) -> Response {
    warn!(reason = refused.code(), request.id = request_id, "connection refused");
    let error = if refused.status() == StatusCode::SERVICE_UNAVAILABLE {
        ErrorResponse::unavailable()
    } else {
        ErrorResponse::unauthorized()
    };
    error.to_response(request_id)
}

/// Selects our subprotocol where the client offered it: a browser refuses an answer that selects none of its list.
fn accept(headers: &HeaderMap) -> Response {
    let mut response = done();
    let offered = headers
        .get_all(SEC_WEBSOCKET_PROTOCOL)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|list| list.split(','));
    if offered.into_iter().any(|offer| offer.trim() == SUBPROTOCOL) {
        response.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(SUBPROTOCOL));
    }
    response
}
