//! The connection limit: 50 connections of a user, of which three may be event streams (connections of the SSE bridge).

use store::connections::LiveTransport::{Sse, Websocket};
use types::concurrency::bounded;

use crate::stack::Stack;

#[tokio::test]
async fn fourth_stream_closes_only_the_oldest_stream() {
    let stack = Stack::start().await;
    assert_eq!(stack.connect("asha", "socket", Websocket).await, 200);
    assert_eq!(stack.connect("ravi", "another", Sse).await, 200);
    for id in ["first", "second", "third"] {
        assert_eq!(stack.connect("asha", id, Sse).await, 200);
    }
    assert!(stack.is_open("first").await);
    assert_eq!(stack.connect("asha", "fourth", Sse).await, 200);
    assert!(stack.is_closed("first").await);
    for id in ["socket", "another", "second", "third", "fourth"] {
        assert!(stack.is_open(id).await, "{id}");
    }
}

#[tokio::test]
async fn of_concurrent_streams_three_stay() {
    let stack = Stack::start().await;
    let ids: Vec<_> = (0..8).map(|number| format!("stream-{number}")).collect();
    let connects = ids.iter().map(|id| stack.connect("asha", id, Sse)).collect();
    assert_eq!(bounded(8, connects).await, [200; 8]);
    let mut stored = 0;
    for id in &ids {
        stored += usize::from(stack.exists(id).await);
    }
    assert_eq!(stored, 3);
}

#[tokio::test]
async fn connection_51_is_accepted_and_closes_the_oldest() {
    let stack = Stack::start().await;
    let ids: Vec<_> = (0..51).map(|number| format!("tab-{number}")).collect();
    for id in &ids[..50] {
        assert_eq!(stack.connect("asha", id, Websocket).await, 200);
    }
    assert!(stack.exists(&ids[0]).await);
    assert_eq!(stack.connect("asha", &ids[50], Websocket).await, 200);
    assert!(stack.is_closed(&ids[0]).await);
    for id in &ids[1..] {
        assert!(stack.is_open(id).await, "{id}");
    }
}

#[tokio::test]
async fn expired_connections_are_closed_and_do_not_count() {
    let stack = Stack::start().await;
    for number in 0..60 {
        stack.add_pending_connection(&format!("expired-{number}"), -1).await;
    }
    stack.add_pending_connection("oldest", 60).await;
    assert_eq!(stack.connect("asha", "new", Websocket).await, 200);
    assert!(stack.is_open("oldest").await && stack.exists("new").await);
    for number in 0..60 {
        let id = format!("expired-{number}");
        assert!(stack.is_closed(&id).await, "{id}");
    }
}
