//! Forwards a client's messages to the function, several concurrently.

use futures_util::StreamExt;
use futures_util::stream::poll_fn;
use serde_json::json;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Utf8Bytes;

use super::connection::Connection;
use super::{WebSocketApi, event};

/// Invokes `$default` for each message until the socket has ended and no message waits.
///
/// As in AWS, a message does not wait for the previous one, so that tests reveal a client or a function that relies on their
/// order; the quota page (see `limits`) names no limit except Lambda's own. The function's response is not sent to the
/// client: there is no route response.
pub(super) async fn forward(api: &WebSocketApi, connection: &Connection, mut waiting: mpsc::Receiver<Utf8Bytes>) {
    let messages = poll_fn(|context| waiting.poll_recv(context));
    messages.for_each_concurrent(api.limits.messages_at_once, |text| invoke(api, connection, text)).await;
}

async fn invoke(api: &WebSocketApi, connection: &Connection, text: Utf8Bytes) {
    let event = event::message(&connection.client, &text);
    if api.invoke(&event).await.is_err() {
        // The frame that AWS sends in this case, as a user reported it:
        // https://github.com/aws-samples/simple-websockets-chat-app/issues/42
        let frame = json!({
            "message": "Internal server error",
            "connectionId": connection.client.connection_id,
            "requestId": event["requestContext"]["requestId"],
        });
        // A client that has disconnected needs no frame.
        let _ = connection.post(frame.to_string().into());
    }
}
