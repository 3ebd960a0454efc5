//! A connection from its handshake to its `$disconnect`.

use std::sync::Arc;

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::sync::{mpsc, oneshot};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Utf8Bytes;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

use super::close_reason::CloseReason;
use super::connect_response::ConnectResponse;
use super::connection::{ClientInfo, Connection};
use super::upgrade::{accept_key, switching_protocols, upgrade_required};
use super::{WebSocketApi, event, messages, socket};
use crate::gateway::gateway_id::new_gateway_id;
use crate::gateway::request_headers;
use crate::gateway::request_metadata::RequestMetadata;

impl WebSocketApi {
    /// Responds to a handshake as the function's response to `$connect` says.
    pub(in crate::gateway) async fn handle(&self, metadata: RequestMetadata, mut request: Request) -> Response {
        let upgrade = hyper::upgrade::on(&mut request);
        let (parts, _no_body) = request.into_parts();
        let Some(accept_key) = accept_key(&parts) else {
            return upgrade_required();
        };
        if parts.uri.path_and_query().map_or(0, |url| url.as_str().len()) > self.limits.url_chars {
            return StatusCode::URI_TOO_LONG.into_response();
        }
        let client = ClientInfo {
            connection_id: new_gateway_id(),
            connected_at: metadata.at,
            source: metadata.source,
            user_agent: request_headers::user_agent(&parts.headers),
            domain_name: request_headers::domain_name(&parts.headers),
        };
        let event = event::connect(&client, &metadata, &parts);
        let (sender, connect_response) = oneshot::channel();
        // In its own task, which continues if the client disconnects and this future is dropped.
        self.tasks.spawn(self.clone().run_connection(client, event, upgrade, sender));
        match connect_response.await {
            Ok(ConnectResponse::Accepted(protocol)) => switching_protocols(&accept_key, protocol),
            Ok(ConnectResponse::Rejected(status)) => status.into_response(),
            Err(_dropped) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }

    async fn run_connection(
        self,
        client: ClientInfo,
        connect: Value,
        upgrade: OnUpgrade,
        sender: oneshot::Sender<ConnectResponse>,
    ) {
        let response = match self.invoke(&connect).await {
            Ok(output) => ConnectResponse::of(&output),
            Err(_logged) => ConnectResponse::Rejected(StatusCode::BAD_GATEWAY),
        };
        if let ConnectResponse::Rejected(_) = response {
            // The receiver is dropped if the client has disconnected.
            let _ = sender.send(response);
            return;
        }
        let (connection, posts) = Connection::new(client, self.limits.posts_waiting);
        let connection = Arc::new(connection);
        // Before the client knows that it is accepted, so that it can be posted to from its first message on.
        let reason = if self.connections.insert(&connection).is_ok() {
            let _ = sender.send(response);
            self.open(&connection, upgrade, posts).await
        } else {
            let _ = sender.send(ConnectResponse::Rejected(StatusCode::SERVICE_UNAVAILABLE));
            CloseReason::Stopping
        };
        tracing::debug!(
            websocket.connection_id = connection.client.connection_id,
            websocket.close_code = reason.code(),
            websocket.close_reason = ?reason,
            "WebSocket connection ended",
        );
        let disconnect = event::disconnect(&connection.client, &reason);
        // Best effort, as in AWS; `invoke` logs a failure.
        let _ = self.invoke(&disconnect).await;
    }

    /// From the upgrade until the socket has ended and the function got every message.
    async fn open(
        &self,
        connection: &Arc<Connection>,
        upgrade: OnUpgrade,
        posts: mpsc::Receiver<Utf8Bytes>,
    ) -> CloseReason {
        let (received, waiting) = mpsc::channel(self.limits.messages_waiting);
        let moving = async {
            let reason = match upgrade.await {
                Ok(upgraded) => {
                    let config = self.socket_config();
                    let upgraded = TokioIo::new(upgraded);
                    let stream = WebSocketStream::from_raw_socket(upgraded, Role::Server, Some(config)).await;
                    socket::run(stream, connection, posts, received, &self.limits).await
                }
                Err(_gone_before) => {
                    drop(received);
                    CloseReason::Lost
                }
            };
            self.connections.remove(&connection.client.connection_id);
            reason
        };
        let (reason, ()) = tokio::join!(moving, messages::forward(self, connection, waiting));
        reason
    }

    fn socket_config(&self) -> WebSocketConfig {
        WebSocketConfig::default()
            .max_message_size(Some(self.limits.message_bytes))
            .max_frame_size(Some(self.limits.frame_bytes))
            // The default of 128 KB is allocated for each connection in advance, but clients send little.
            .read_buffer_size(8 * 1024)
    }
}
