//! The beginning of a stream: the response's head, and the catch-up.

use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::samples::{FIRST, SECOND, THIRD, event};
use crate::stream_client::{StreamRequest, bridge, config, ids, in_time, whole_stream};
use crate::websocket_server::serve;

#[tokio::test]
async fn response_starts_only_after_the_connection_is_live() {
    let (release, released) = oneshot::channel();
    let (url, _) = serve(async move |mut server| {
        server.receive().await.unwrap();
        released.await.unwrap();
        server.send(r#"{"v":1,"resume":{"complete":true}}"#).await;
        server.receive_until_closed().await;
    })
    .await;
    let request = StreamRequest::valid();
    let response = request.send(bridge(config(&url)));
    tokio::pin!(response);
    assert!(timeout(Duration::from_millis(200), &mut response).await.is_err());
    release.send(()).unwrap();
    assert_eq!(in_time(response).await.status(), 200);
}

#[tokio::test]
async fn stream_has_its_headers_and_starts_with_the_reconnect_delay() {
    let (url, _) = serve(async |mut server| {
        server.go_live().await;
        server.receive_until_closed().await;
    })
    .await;
    let mut response = StreamRequest::valid().send(bridge(config(&url))).await;
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    assert_eq!(response.headers()["cache-control"], "no-cache, no-store");
    assert_eq!(response.headers()["x-accel-buffering"], "no");
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
    assert!(!response.headers().contains_key("access-control-allow-credentials"));
    let beginning = response.until("{\"complete\":true}\n\n").await;
    let (retry, rest) = beginning.split_once("\n\n").unwrap();
    let retry_ms: u64 = retry.strip_prefix("retry: ").unwrap().parse().unwrap();
    assert!((2000..=3000).contains(&retry_ms));
    assert_eq!(rest, "event: resume\ndata: {\"complete\":true}\n\n");
}

#[tokio::test]
async fn outcome_catch_up_and_live_frames_are_sent_in_this_order() {
    let (url, _) = serve(async |mut server| {
        server.receive().await;
        server.send(&format!(r#"{{"v":1,"events":[{}],"orders":[],"cursor":"{FIRST}"}}"#, event(FIRST))).await;
        let last = r#""resume":{"complete":false,"reason":"too_old"}"#;
        server.send(&format!(r#"{{"v":1,"events":[{}],"orders":[],"cursor":"{SECOND}",{last}}}"#, event(SECOND))).await;
        let order = r#"{"id":"450789469","total":"10.00","n":123456789012345678901234567890.10}"#;
        server.send(&format!(r#"{{"v":1,"events":[{}],"orders":[{order}],"cursor":"{THIRD}"}}"#, event(THIRD))).await;
    })
    .await;
    let stream = whole_stream(&url).await;
    let blocks: Vec<&str> = stream.split_terminator("\n\n").skip(1).collect();
    assert_eq!(
        blocks,
        [
            "event: resume\ndata: {\"complete\":false,\"reason\":\"too_old\"}".to_owned(),
            format!("event: event\nid: {FIRST}\ndata: {}", event(FIRST)),
            format!("event: event\nid: {SECOND}\ndata: {}", event(SECOND)),
            "event: order\ndata: {\"id\":\"450789469\",\"total\":\"10.00\",\"n\":123456789012345678901234567890.10}"
                .to_owned(),
            format!("event: event\nid: {THIRD}\ndata: {}", event(THIRD)),
        ]
    );
}

#[tokio::test]
async fn frame_pushed_during_the_catch_up_is_sorted_into_it_and_orders_precede_ids() {
    let (url, _) = serve(async |mut server| {
        server.receive().await;
        server.send(&format!(r#"{{"v":1,"events":[{}],"orders":[],"cursor":"{THIRD}"}}"#, event(THIRD))).await;
        server.send(&format!(r#"{{"v":1,"events":[{}],"orders":[{{"id":"1"}}],"cursor":null}}"#, event(FIRST))).await;
        let last = format!(r#""cursor":"{THIRD}","resume":{{"complete":true}}"#);
        server.send(&format!(r#"{{"v":1,"events":[{}],"orders":[],{last}}}"#, event(SECOND))).await;
    })
    .await;
    let stream = whole_stream(&url).await;
    assert_eq!(ids(&stream), [FIRST, SECOND, THIRD]);
    assert!(stream.find("event: order").unwrap() < stream.find("id: ").unwrap(), "{stream}");
}

#[tokio::test]
async fn overlap_events_before_the_clients_last_id_have_no_ids() {
    let (url, _) = serve(async |mut server| {
        server.receive().await;
        let last = format!(r#""cursor":"{THIRD}","resume":{{"complete":true}}"#);
        let events = [FIRST, SECOND, THIRD].map(event).join(",");
        server.send(&format!(r#"{{"v":1,"events":[{events}],"orders":[],{last}}}"#)).await;
    })
    .await;
    let request = StreamRequest { last_event_id: Some(SECOND), ..StreamRequest::valid() };
    assert_eq!(ids(&request.send(bridge(config(&url))).await.rest().await), [SECOND, THIRD]);
}

#[tokio::test]
async fn last_event_id_of_the_future_does_not_suppress_ids() {
    let (url, _) = serve(async |mut server| {
        server.receive().await;
        let last = format!(r#""cursor":"{FIRST}","resume":{{"complete":true}}"#);
        server.send(&format!(r#"{{"v":1,"events":[],"orders":[],{last}}}"#)).await;
        server.send(&format!(r#"{{"v":1,"events":[{}],"orders":[],"cursor":"{SECOND}"}}"#, event(SECOND))).await;
    })
    .await;
    let request = StreamRequest { last_event_id: Some("7ZZZZZZZZZ0000000000000000"), ..StreamRequest::valid() };
    assert_eq!(ids(&request.send(bridge(config(&url))).await.rest().await), [FIRST, SECOND]);
}
