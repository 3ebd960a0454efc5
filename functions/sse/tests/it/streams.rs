//! Streams: what comes, in which order, and how they end.

use std::time::{Duration, Instant};

use serde_json::json;
use tokio::sync::oneshot;
use types::time::Clock;

use crate::issuer;
use crate::reading::{Ask, bridge, in_time, settings};
use crate::upstream::serve;

const FIRST: &str = "01K9ABCDEF0123456789ABCDE1";
const SECOND: &str = "01K9ABCDEF0123456789ABCDE2";
const THIRD: &str = "01K9ABCDEF0123456789ABCDE3";

fn event(id: &str) -> String {
    format!(r#"{{"id":"{id}","subject":"order#820982911946154508"}}"#)
}

#[tokio::test]
async fn the_200_comes_only_after_the_connection_is_live() {
    let (go, gone) = oneshot::channel();
    let (url, _) = serve(async move |mut peer| {
        assert_eq!(peer.receive().await.unwrap(), json!({"action": "resume", "after": null, "filter": {}}));
        gone.await.unwrap();
        peer.send(r#"{"v":1,"resume":{"complete":true}}"#).await;
        while peer.receive().await.is_some() {}
    })
    .await;
    let ask = Ask::good();
    let order_source = ask.of(bridge(settings(&url)));
    tokio::pin!(order_source);
    assert!(tokio::time::timeout(Duration::from_millis(200), &mut order_source).await.is_err());
    go.send(()).unwrap();
    let mut response = in_time(order_source).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    assert_eq!(response.headers()["cache-control"], "no-cache, no-store");
    assert_eq!(response.headers()["x-accel-buffering"], "no");
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
    assert!(!response.headers().contains_key("access-control-allow-credentials"));
    let opening = response.until("{\"complete\":true}\n\n").await;
    let (retry, rest) = opening.split_once("\n\n").unwrap();
    let retry_ms: u64 = retry.strip_prefix("retry: ").unwrap().parse().unwrap();
    assert!((2000..=3000).contains(&retry_ms));
    assert_eq!(rest, "event: resume\ndata: {\"complete\":true}\n\n");
}

#[tokio::test]
async fn the_connection_is_opened_in_the_callers_name() {
    let (url, handshake) = serve(async |mut peer| peer.go_live().await).await;
    let ask = Ask::good();
    ask.of(bridge(settings(&url))).await;
    let handshake = in_time(handshake).await.unwrap();
    assert_eq!(handshake.target, "/ws?transport=sse");
    assert_eq!(handshake.protocols, format!("storebell.v1, bearer.{}", ask.token.unwrap()));
}

#[tokio::test]
async fn the_last_event_id_is_where_it_resumes() {
    let both = json!({"last_event_id": FIRST});
    let cases = [
        (Some(SECOND), json!(null), json!(SECOND)),
        (None, json!({"last_event_id": FIRST}), json!(FIRST)),
        (Some(SECOND), both, json!(SECOND)),
        (Some(""), json!(null), json!(null)),
    ];
    for (last_event_id, query, after) in cases {
        let (tell, told) = oneshot::channel();
        let (url, _) = serve(async move |mut peer| {
            tell.send(peer.receive().await.unwrap()).unwrap();
            peer.send(r#"{"v":1,"resume":{"complete":true}}"#).await;
        })
        .await;
        let ask = Ask { last_event_id, query, ..Ask::good() };
        assert_eq!(ask.of(bridge(settings(&url))).await.status(), 200);
        assert_eq!(in_time(told).await.unwrap(), json!({"action": "resume", "after": after, "filter": {}}));
    }
}

#[tokio::test]
async fn the_filter_of_the_query_goes_with_the_resume() {
    let queries = json!({
        "integration": ["shop", "other"], "channel": ["shopify"], "topic": ["orders/create"], "status": ["failed"],
        "order": ["#7"], "last_event_id": [FIRST],
    });
    let (tell, told) = oneshot::channel();
    let (url, _) = serve(async move |mut peer| {
        tell.send(peer.receive().await.unwrap()).unwrap();
        peer.send(r#"{"v":1,"resume":{"complete":true}}"#).await;
    })
    .await;
    let ask = Ask { queries, ..Ask::good() };
    assert_eq!(ask.of(bridge(settings(&url))).await.status(), 200);
    let filter = json!({
        "integrations": ["shop", "other"], "channels": ["shopify"], "order": "#7", "topics": ["orders/create"],
        "statuses": ["failed"],
    });
    assert_eq!(in_time(told).await.unwrap(), json!({"action": "resume", "after": FIRST, "filter": filter}));
}

#[tokio::test]
async fn outcome_then_gap_then_live_frames_come_in_order() {
    let (url, _) = serve(async |mut peer| {
        peer.receive().await;
        peer.send(&format!(r#"{{"v":1,"events":[{}],"orders":[],"cursor":"{FIRST}"}}"#, event(FIRST))).await;
        let last = r#""resume":{"complete":false,"reason":"too_old"}"#;
        peer.send(&format!(r#"{{"v":1,"events":[{}],"orders":[],"cursor":"{SECOND}",{last}}}"#, event(SECOND))).await;
        let order = r#"{"id":"450789469","total":"10.00","n":123456789012345678901234567890.10}"#;
        peer.send(&format!(r#"{{"v":1,"events":[{}],"orders":[{order}],"cursor":"{THIRD}"}}"#, event(THIRD))).await;
    })
    .await;
    let all = Ask::good().of(bridge(settings(&url))).await.rest().await;
    let blocks: Vec<&str> = all.split_terminator("\n\n").skip(1).collect();
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
async fn a_push_that_came_within_the_gap_is_told_at_its_place_and_orders_before_all_ids() {
    let (url, _) = serve(async |mut peer| {
        peer.receive().await;
        peer.send(&format!(r#"{{"v":1,"events":[{}],"orders":[],"cursor":"{THIRD}"}}"#, event(THIRD))).await;
        peer.send(&format!(r#"{{"v":1,"events":[{}],"orders":[{{"id":"1"}}],"cursor":null}}"#, event(FIRST))).await;
        let last = r#""cursor":"01K9ABCDEF0123456789ABCDE3","resume":{"complete":true}"#;
        peer.send(&format!(r#"{{"v":1,"events":[{}],"orders":[],{last}}}"#, event(SECOND))).await;
    })
    .await;
    let all = Ask::good().of(bridge(settings(&url))).await.rest().await;
    assert_eq!(ids(&all), [FIRST, SECOND, THIRD]);
    assert!(all.find("event: order").unwrap() < all.find("id: ").unwrap(), "{all}");
}

fn ids(all: &str) -> Vec<&str> {
    all.lines().filter_map(|line| line.strip_prefix("id: ")).collect()
}

#[tokio::test]
async fn a_push_of_an_old_event_does_not_take_the_client_back() {
    let (url, _) = serve(async |mut peer| {
        peer.receive().await;
        let last = format!(r#""cursor":"{SECOND}","resume":{{"complete":true}}"#);
        peer.send(&format!(r#"{{"v":1,"events":[],"orders":[],{last}}}"#)).await;
        for id in [FIRST, THIRD, SECOND] {
            peer.send(&format!(r#"{{"v":1,"events":[{}],"orders":[],"cursor":"{id}"}}"#, event(id))).await;
        }
    })
    .await;
    let all = Ask::good().of(bridge(settings(&url))).await.rest().await;
    assert_eq!(ids(&all), [SECOND, THIRD]);
    // All are told nonetheless.
    assert_eq!(all.matches("event: event\n").count(), 3, "{all}");
}

#[tokio::test]
async fn the_gap_before_what_the_client_has_does_not_take_it_back() {
    let (url, _) = serve(async |mut peer| {
        peer.receive().await;
        let last = format!(r#""cursor":"{THIRD}","resume":{{"complete":true}}"#);
        let events = [FIRST, SECOND, THIRD].map(event).join(",");
        peer.send(&format!(r#"{{"v":1,"events":[{events}],"orders":[],{last}}}"#)).await;
    })
    .await;
    let ask = Ask { last_event_id: Some(SECOND), ..Ask::good() };
    assert_eq!(ids(&ask.of(bridge(settings(&url))).await.rest().await), [SECOND, THIRD]);
}

#[tokio::test]
async fn a_place_in_the_future_does_not_keep_ids_back() {
    let (url, _) = serve(async |mut peer| {
        peer.receive().await;
        let last = format!(r#""cursor":"{FIRST}","resume":{{"complete":true}}"#);
        peer.send(&format!(r#"{{"v":1,"events":[],"orders":[],{last}}}"#)).await;
        peer.send(&format!(r#"{{"v":1,"events":[{}],"orders":[],"cursor":"{SECOND}"}}"#, event(SECOND))).await;
    })
    .await;
    let ask = Ask { last_event_id: Some("7ZZZZZZZZZ0000000000000000"), ..Ask::good() };
    assert_eq!(ids(&ask.of(bridge(settings(&url))).await.rest().await), [FIRST, SECOND]);
}

#[tokio::test]
async fn what_the_filter_leaves_out_is_passed_over_for_good() {
    let (url, _) = serve(async |mut peer| {
        peer.receive().await;
        let last = format!(r#""cursor":"{SECOND}","resume":{{"complete":true}}"#);
        peer.send(&format!(r#"{{"v":1,"events":[{}],"orders":[],{last}}}"#, event(FIRST))).await;
        // A push whose cursor is beyond its lines.
        peer.send(&format!(r#"{{"v":1,"events":[],"orders":[{{"id":"1"}}],"cursor":"{THIRD}"}}"#)).await;
    })
    .await;
    let all = Ask::good().of(bridge(settings(&url))).await.rest().await;
    assert_eq!(ids(&all), [FIRST, SECOND, THIRD]);
    assert!(all.ends_with(&format!("id: {THIRD}\n\n")), "{all}");
}

#[tokio::test]
async fn silence_is_filled_with_heartbeats() {
    let (url, _) = serve(async |mut peer| {
        peer.go_live().await;
        while peer.receive().await.is_some() {}
    })
    .await;
    let mut settings = settings(&url);
    settings.heartbeat = Duration::from_millis(20);
    let mut response = Ask::good().of(bridge(settings)).await;
    response.until(": heartbeat\n\n: heartbeat\n\n: heartbeat\n\n").await;
}

#[tokio::test]
async fn errors_and_strange_frames_do_not_end_a_live_stream() {
    let (url, _) = serve(async |mut peer| {
        peer.go_live().await;
        for strange in [r#"{"v":1,"error":"too_fast"}"#, "not json", r#"{"message":"Internal server error"}"#] {
            peer.send(strange).await;
        }
        peer.send(&format!(r#"{{"v":1,"events":[{}]}}"#, event(FIRST))).await;
        while peer.receive().await.is_some() {}
    })
    .await;
    let mut response = Ask::good().of(bridge(settings(&url))).await;
    let read = response.until(FIRST).await;
    assert!(!read.contains("too_fast") && !read.contains("not json") && !read.contains("Internal"), "{read}");
}

#[tokio::test]
async fn a_stream_ends_by_itself_and_closes_its_connection() {
    let (tell, told) = oneshot::channel();
    let (url, _) = serve(async move |mut peer| {
        peer.go_live().await;
        while peer.receive().await.is_some() {}
        tell.send(()).unwrap();
    })
    .await;
    let mut settings = settings(&url);
    settings.length = Duration::from_millis(300);
    let begun = Instant::now();
    Ask::good().of(bridge(settings)).await.rest().await;
    assert!(begun.elapsed() >= Duration::from_millis(270));
    in_time(told).await.expect("the bridge says goodbye");
}

#[tokio::test]
async fn a_stream_ends_before_the_deadline_and_with_its_token() {
    let soon = Clock::system().now().millis().unsigned_abs() + 5_200;
    let deadline = Ask { deadline_ms: soon, ..Ask::good() };
    let token = Ask { token: Some(issuer::token("demo", 2)), ..Ask::good() };
    for ask in [deadline, token] {
        let (url, _) = serve(async |mut peer| {
            peer.go_live().await;
            while peer.receive().await.is_some() {}
        })
        .await;
        let response = ask.of(bridge(settings(&url))).await;
        assert_eq!(response.status(), 200);
        let begun = Instant::now();
        response.rest().await;
        assert!(begun.elapsed() < Duration::from_secs(5));
    }
}

#[tokio::test]
async fn a_stream_ends_when_its_connection_is_closed() {
    let (url, _) = serve(async |mut peer| {
        peer.go_live().await;
        peer.close().await;
    })
    .await;
    let all = Ask::good().of(bridge(settings(&url))).await.rest().await;
    assert!(all.ends_with("data: {\"complete\":true}\n\n"), "{all}");
}

#[tokio::test]
async fn a_stream_ends_when_its_connection_breaks() {
    let (url, _) = serve(async |mut peer| peer.go_live().await).await;
    let all = Ask::good().of(bridge(settings(&url))).await.rest().await;
    assert!(all.ends_with("data: {\"complete\":true}\n\n"), "{all}");
}

#[tokio::test]
async fn a_message_over_the_limit_ends_the_stream() {
    let (url, _) = serve(async |mut peer| {
        peer.go_live().await;
        peer.send(&json!({"v": 1, "orders": ["x".repeat(200_000)]}).to_string()).await;
        while peer.receive().await.is_some() {}
    })
    .await;
    let all = Ask::good().of(bridge(settings(&url))).await.rest().await;
    assert!(!all.contains("xxx"));
}

#[tokio::test]
async fn a_reader_that_leaves_takes_the_connection_with_it() {
    let (tell, told) = oneshot::channel();
    let (url, _) = serve(async move |mut peer| {
        peer.go_live().await;
        while peer.receive().await.is_some() {}
        tell.send(()).unwrap();
    })
    .await;
    let mut response = Ask::good().of(bridge(settings(&url))).await;
    response.until("complete").await;
    drop(response);
    in_time(told).await.unwrap();
}
