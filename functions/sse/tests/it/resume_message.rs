//! The connection that the bridge opens, and the message `resume` that it sends.

use serde_json::{Value, json};
use tokio::sync::oneshot;

use crate::samples::{FIRST, SECOND};
use crate::stream_client::{StreamRequest, bridge, config, in_time};
use crate::websocket_server::serve;

/// The message that the bridge sends for this request.
async fn resume_message(request: StreamRequest) -> Value {
    let (message_sender, message) = oneshot::channel();
    let (url, _) = serve(async move |mut server| {
        message_sender.send(server.receive().await.unwrap()).unwrap();
        server.send(r#"{"v":1,"resume":{"complete":true}}"#).await;
    })
    .await;
    assert_eq!(request.send(bridge(config(&url))).await.status(), 200);
    in_time(message).await.unwrap()
}

#[tokio::test]
async fn connection_is_opened_with_the_callers_token() {
    let (url, handshake) = serve(async |mut server| server.go_live().await).await;
    let request = StreamRequest::valid();
    request.send(bridge(config(&url))).await;
    let handshake = in_time(handshake).await.unwrap();
    assert_eq!(handshake.target, "/ws?transport=sse");
    assert_eq!(handshake.subprotocols, format!("storebell.v1, bearer.{}", request.token.unwrap()));
}

#[tokio::test]
async fn polyfills_parameter_precedes_the_header_which_precedes_the_other_parameter() {
    let cases = [
        (None, json!(null), json!(null)),
        (Some(SECOND), json!(null), json!(SECOND)),
        (None, json!({"last_event_id": FIRST}), json!(FIRST)),
        (Some(SECOND), json!({"last_event_id": FIRST}), json!(SECOND)),
        (None, json!({"lastEventId": SECOND}), json!(SECOND)),
        (None, json!({"last_event_id": FIRST, "lastEventId": SECOND}), json!(SECOND)),
        (Some(FIRST), json!({"lastEventId": SECOND}), json!(SECOND)),
        (Some(""), json!(null), json!(null)),
        (Some(""), json!({"last_event_id": FIRST}), json!(FIRST)),
    ];
    for (last_event_id, query, after) in cases {
        let request = StreamRequest { last_event_id, query, ..StreamRequest::valid() };
        assert_eq!(resume_message(request).await, json!({"action": "resume", "after": after, "filter": {}}));
    }
}

#[tokio::test]
async fn filter_of_the_query_is_sent() {
    let multi_value_query = json!({
        "integration": ["shop", "other"], "channel": ["shopify"], "topic": ["orders/create"], "status": ["failed"],
        "order": ["#7"], "last_event_id": [FIRST],
    });
    let filter = json!({
        "integrations": ["shop", "other"], "channels": ["shopify"], "order": "#7", "topics": ["orders/create"],
        "statuses": ["failed"],
    });
    let request = StreamRequest { multi_value_query, ..StreamRequest::valid() };
    assert_eq!(resume_message(request).await, json!({"action": "resume", "after": FIRST, "filter": filter}));
}
