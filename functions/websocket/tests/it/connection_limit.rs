//! The connection limit: 50 connections of a user, of which three may be event streams (connections of the SSE bridge).

use serde_json::Value;
use store::connections::LiveTransport::{Sse, Websocket};
use types::concurrency::bounded;

use crate::client_messages::resume;
use crate::stack::Stack;

/// The codes of the error frames that were posted to the connection.
fn errors(stack: &Stack, connection: &str) -> Vec<String> {
    let codes = stack.frames(connection).into_iter().filter_map(|frame| frame["error"].as_str().map(str::to_owned));
    codes.collect()
}

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
    assert_eq!(errors(&stack, "first"), ["too_many_connections"]);
    for id in ["socket", "another", "second", "third", "fourth"] {
        assert!(stack.is_open(id).await, "{id}");
        assert_eq!(stack.frames(id), Vec::<Value>::new(), "{id}");
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
    assert_eq!(errors(&stack, &ids[0]), ["too_many_connections"]);
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
        assert_eq!(errors(&stack, &id), [""; 0], "{id}");
    }
}

/// API Gateway responds with 410 to a post to a connection whose `$connect` has not returned.
#[tokio::test]
async fn connection_that_was_evicted_while_it_opened_learns_it_at_its_first_message() {
    let stack = Stack::start().await;
    for id in ["gone", "second", "third", "fourth"] {
        assert_eq!(stack.connect("asha", id, Sse).await, 200);
    }
    assert!(!stack.exists("gone").await);
    assert_eq!(stack.frames("gone"), Vec::<Value>::new());
    // The id `gone` stands for a connection that cannot be reached; another one can.
    stack.add_pending_connection("evicted", 60).await;
    stack.connections().evict("asha", "evicted").await.unwrap();
    stack.send("evicted", &resume(None)).await;
    assert_eq!(errors(&stack, "evicted"), ["too_many_connections"]);
    assert!(stack.is_closed("evicted").await);
    // A connection whose row is missing for another reason is closed without this reason.
    stack.add_pending_connection("removed", 60).await;
    stack.connections().remove("asha", "removed").await.unwrap();
    stack.send("removed", &resume(None)).await;
    assert_eq!(errors(&stack, "removed"), [""; 0]);
    assert!(stack.was_closed("removed"));
}

#[tokio::test]
async fn rows_of_an_evicted_connection_are_removed_by_disconnect() {
    let stack = Stack::start().await;
    stack.add_pending_connection("one", 60).await;
    stack.connections().evict("asha", "one").await.unwrap();
    assert_eq!(stack.connection_rows().await.len(), 1);
    stack.disconnect("one").await;
    assert_eq!(stack.connection_rows().await.len(), 0);
    // An eviction after the disconnect leaves nothing behind.
    stack.connections().evict("asha", "one").await.unwrap();
    assert_eq!(stack.connection_rows().await.len(), 0);
}
