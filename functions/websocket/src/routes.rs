//! Calls the handler of a request's route: `$connect`, `$disconnect` or `$default`.

use lambda_http::aws_lambda_events::apigw::ApiGatewayWebsocketProxyRequestContext;
use lambda_http::request::RequestContext;
use lambda_http::{Request, RequestExt};
use runtime::response::{ErrorResponse, Response};
use store::StoreError;
use tracing::error;

use crate::function::WebSocketFunction;
use crate::responses::empty_ok;

impl WebSocketFunction {
    /// Handles one request: 503 if a table was unavailable.
    pub(crate) async fn handle(&self, request: Request) -> Response {
        let Some(RequestContext::WebSocket(context)) = request.request_context_ref().cloned() else {
            return ErrorResponse::not_found().to_response("");
        };
        let request_id = context.request_id.clone().unwrap_or_default();
        let routed = self.route(&context, &request).await;
        routed.unwrap_or_else(|error| {
            error!(%error, request.id = request_id, "WebSocket request failed");
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
            _ => self.handle_message(connection_id, request.body()).await,
        }
    }

    async fn disconnect(&self, connection_id: &str) -> Result<Response, StoreError> {
        if let Some(user) = self.connections.user_of(connection_id).await? {
            self.connections.remove(&user, connection_id).await?;
        }
        Ok(empty_ok())
    }
}
