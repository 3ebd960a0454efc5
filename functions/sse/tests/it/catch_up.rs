//! The beginning of a stream: the response's head, and the catch-up.

use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::samples::{FIRST, FUTURE, SECOND, THIRD, ZEROTH, event};
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
    let beginning = response.until("\n\n").await;
    let (retry, rest) = beginning.split_once('\n').unwrap();
    let retry_ms: u64 = retry.strip_prefix("retry: ").unwrap().parse().unwrap();
    assert!((2000..=3000).contains(&retry_ms));
    assert_eq!(rest, "event: resume\ndata: {\"complete\":true}\n\n");
}

/// The blocks of a stream that the server's messages cause, without `retry:`.
async fn blocks_of<const COUNT: usize>(last_event_id: Option<&'static str>, messages: [String; COUNT]) -> Vec<String> {
    let (url, _) = serve(async move |mut server| {
        server.receive().await;
        for message in messages {
            server.send(&message).await;
        }
    })
    .await;
    let request = StreamRequest { last_event_id, ..StreamRequest::valid() };
    let stream = request.send(bridge(config(&url))).await.rest().await;
    let (_retry, blocks) = stream.split_once('\n').unwrap();
    blocks.split_terminator("\n\n").map(str::to_owned).collect()
}

fn frame(events: &[&str], cursor: &str, resume: &str) -> String {
    let events = events.iter().map(|id| event(id)).collect::<Vec<_>>().join(",");
    format!(r#"{{"v":1,"events":[{events}],"orders":[],"cursor":"{cursor}"{resume}}}"#)
}

const COMPLETE: &str = r#","resume":{"complete":true}"#;
const INCOMPLETE: &str = r#","resume":{"complete":false,"reason":"too_new"}"#;

#[tokio::test]
async fn every_id_is_in_a_block_with_data() {
    for (last_event_id, messages) in [
        (None, [frame(&[], FIRST, COMPLETE), frame(&[SECOND], SECOND, ""), frame(&[], THIRD, "")]),
        (Some(FIRST), [frame(&[], SECOND, COMPLETE), frame(&[], THIRD, ""), frame(&[FIRST], FIRST, "")]),
        (Some(FIRST), [frame(&[SECOND], THIRD, COMPLETE), frame(&[], THIRD, ""), frame(&[FIRST], FIRST, "")]),
        (Some(FUTURE), [frame(&[], FIRST, INCOMPLETE), frame(&[SECOND], SECOND, ""), frame(&[], THIRD, "")]),
    ] {
        let blocks = blocks_of(last_event_id, messages.clone()).await;
        let with_id: Vec<_> = blocks.iter().filter(|block| block.contains("\nid: ")).collect();
        assert!(with_id.iter().all(|block| block.contains("\ndata: ")), "{blocks:?}");
        assert!(with_id.last().unwrap().ends_with(&format!("\nid: {THIRD}")), "{blocks:?}");
    }
}

#[tokio::test]
async fn client_without_a_position_gets_one_in_the_first_block() {
    let expected = format!("event: resume\ndata: {{\"complete\":true}}\nid: {FIRST}");
    assert_eq!(blocks_of(None, [frame(&[], FIRST, COMPLETE)]).await, [expected.as_str()]);
    // The frame was pushed before the catch-up. If the client gets only the first block, it resumes before the event.
    let blocks = blocks_of(None, [frame(&[SECOND], SECOND, ""), frame(&[], FIRST, COMPLETE)]).await;
    assert_eq!(blocks[0], expected);
    assert!(blocks[1].starts_with("event: event\n") && blocks[1].ends_with(SECOND), "{blocks:?}");
}

#[tokio::test]
async fn client_that_resumes_keeps_its_position_until_it_has_its_updates() {
    let complete = "event: resume\ndata: {\"complete\":true}";
    let blocks = blocks_of(Some(FIRST), [frame(&[], SECOND, COMPLETE)]).await;
    assert_eq!(blocks, [format!("{complete}\nid: {SECOND}")]);
    let blocks = blocks_of(Some(FIRST), [frame(&[SECOND], THIRD, COMPLETE)]).await;
    assert_eq!(blocks[0], complete);
    assert_eq!(blocks[2], format!("event: cursor\ndata: {{\"cursor\":\"{THIRD}\"}}\nid: {THIRD}"));
}

#[tokio::test]
async fn client_whose_catch_up_is_incomplete_starts_anew_from_the_servers_cursor() {
    let messages = [frame(&[], FIRST, INCOMPLETE), frame(&[SECOND], SECOND, "")];
    let blocks = blocks_of(Some(FUTURE), messages).await;
    assert_eq!(blocks[0], format!("event: resume\ndata: {{\"complete\":false,\"reason\":\"too_new\"}}\nid: {FIRST}"));
    assert!(blocks[1].ends_with(&format!("\nid: {SECOND}")), "{blocks:?}");
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
    let (_retry, blocks) = stream.split_once('\n').unwrap();
    let blocks: Vec<&str> = blocks.split_terminator("\n\n").collect();
    assert_eq!(
        blocks,
        [
            format!("event: resume\ndata: {{\"complete\":false,\"reason\":\"too_old\"}}\nid: {SECOND}"),
            format!("event: event\ndata: {}", event(FIRST)),
            format!("event: event\ndata: {}", event(SECOND)),
            "event: order\ndata: {\"id\":\"450789469\",\"total\":\"10.00\",\"n\":123456789012345678901234567890.10}"
                .to_owned(),
            format!("event: event\ndata: {}\nid: {THIRD}", event(THIRD)),
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
    let request = StreamRequest { last_event_id: Some(ZEROTH), ..StreamRequest::valid() };
    let stream = request.send(bridge(config(&url))).await.rest().await;
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
