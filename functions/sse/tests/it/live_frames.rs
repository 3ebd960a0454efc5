//! Frames and other messages that arrive while the stream is live.

use std::time::Duration;

use crate::samples::{FIRST, SECOND, THIRD, event};
use crate::stream_client::{StreamRequest, bridge, config, ids, whole_stream};
use crate::websocket_server::serve;

#[tokio::test]
async fn older_event_is_sent_without_its_id() {
    let (url, _) = serve(async |mut server| {
        server.receive().await;
        let last = format!(r#""cursor":"{SECOND}","resume":{{"complete":true}}"#);
        server.send(&format!(r#"{{"v":1,"events":[],"orders":[],{last}}}"#)).await;
        for id in [FIRST, THIRD, SECOND] {
            server.send(&format!(r#"{{"v":1,"events":[{}],"orders":[],"cursor":"{id}"}}"#, event(id))).await;
        }
    })
    .await;
    let stream = whole_stream(&url).await;
    assert_eq!(ids(&stream), [SECOND, THIRD]);
    assert_eq!(stream.matches("event: event\n").count(), 3, "{stream}");
}

#[tokio::test]
async fn cursor_beyond_the_events_is_an_event_of_its_own() {
    let (url, _) = serve(async |mut server| {
        server.receive().await;
        let last = format!(r#""cursor":"{SECOND}","resume":{{"complete":true}}"#);
        server.send(&format!(r#"{{"v":1,"events":[{}],"orders":[],{last}}}"#, event(FIRST))).await;
        server.send(&format!(r#"{{"v":1,"events":[],"orders":[{{"id":"1"}}],"cursor":"{THIRD}"}}"#)).await;
    })
    .await;
    let stream = whole_stream(&url).await;
    assert_eq!(ids(&stream), [SECOND, THIRD]);
    let last = format!("event: cursor\ndata: {{\"cursor\":\"{THIRD}\"}}\nid: {THIRD}\n\n");
    assert!(stream.ends_with(&last), "{stream}");
}

#[tokio::test]
async fn silent_connection_gets_heartbeats() {
    let (url, _) = serve(async |mut server| {
        server.go_live().await;
        server.receive_until_closed().await;
    })
    .await;
    let mut config = config(&url);
    config.heartbeat_interval = Duration::from_millis(20);
    let mut response = StreamRequest::valid().send(bridge(config)).await;
    response.until(": heartbeat\n\n: heartbeat\n\n: heartbeat\n\n").await;
}

#[tokio::test]
async fn error_frames_and_unrecognized_messages_are_skipped() {
    let (url, _) = serve(async |mut server| {
        server.go_live().await;
        for message in [r#"{"v":1,"error":"too_fast"}"#, "not json", r#"{"message":"Internal server error"}"#] {
            server.send(message).await;
        }
        server.send(&format!(r#"{{"v":1,"events":[{}]}}"#, event(FIRST))).await;
        server.receive_until_closed().await;
    })
    .await;
    let mut response = StreamRequest::valid().send(bridge(config(&url))).await;
    let text = response.until(FIRST).await;
    assert!(!text.contains("too_fast") && !text.contains("not json") && !text.contains("Internal"), "{text}");
}
