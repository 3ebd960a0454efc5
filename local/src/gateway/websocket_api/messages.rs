//! Hands a client's messages to the function, one at a time and in order.

use serde_json::json;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Utf8Bytes;

use super::connection::Connection;
use super::{WebSocketApi, event};

/// Invokes `$default` for each message until the socket has ended and no message waits.
///
/// AWS may run a connection's messages at the same time; in order is one of the ways that it may go. What the function
/// answers is not sent to the client: there is no route response.
pub(super) async fn pass_on(api: &WebSocketApi, connection: &Connection, mut waiting: mpsc::Receiver<Utf8Bytes>) {
    while let Some(text) = waiting.recv().await {
        let event = event::message(&connection.client, &text);
        if api.invoke(&event).await.is_err() {
            // The frame that AWS sends in this case, as somebody saw it:
            // https://github.com/aws-samples/simple-websockets-chat-app/issues/42
            let frame = json!({
                "message": "Internal server error",
                "connectionId": connection.client.connection_id,
                "requestId": event["requestContext"]["requestId"],
            });
            // A client that has gone needs no telling.
            let _ = connection.post(frame.to_string().into());
        }
    }
}
