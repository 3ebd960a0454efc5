//! How many connections a user has: fifty, of which three may be event streams, which are connections of the bridge.

use crate::stack::Stack;

#[tokio::test]
async fn a_fourth_stream_closes_the_oldest_and_nothing_else() {
    let stack = Stack::start().await;
    assert_eq!(stack.connect("asha", "socket", false).await, 200);
    assert_eq!(stack.connect("ravi", "another", true).await, 200);
    for id in ["first", "second", "third"] {
        assert_eq!(stack.connect("asha", id, true).await, 200);
    }
    assert!(stack.exists("first").await && !stack.management.was_closed("first"));
    assert_eq!(stack.connect("asha", "fourth", true).await, 200);
    assert!(!stack.exists("first").await && stack.management.was_closed("first"));
    for id in ["socket", "another", "second", "third", "fourth"] {
        assert!(stack.exists(id).await && !stack.management.was_closed(id), "{id}");
    }
}

#[tokio::test]
async fn streams_that_open_at_once_leave_three() {
    let stack = Stack::start().await;
    let ids: Vec<_> = (0..8).map(|number| format!("stream-{number}")).collect();
    let opening = ids.iter().map(|id| stack.connect("asha", id, true)).collect();
    assert_eq!(types::concurrency::bounded(8, opening).await, [200; 8]);
    let mut left = 0;
    for id in &ids {
        left += usize::from(stack.exists(id).await);
    }
    assert_eq!(left, 3);
}

#[tokio::test]
async fn one_more_than_fifty_closes_the_oldest_and_refuses_nobody() {
    let stack = Stack::start().await;
    let ids: Vec<_> = (0..51).map(|number| format!("tab-{number}")).collect();
    for id in &ids[..50] {
        assert_eq!(stack.connect("asha", id, false).await, 200);
    }
    assert!(stack.exists(&ids[0]).await);
    assert_eq!(stack.connect("asha", &ids[50], false).await, 200);
    assert!(!stack.exists(&ids[0]).await && stack.management.was_closed(&ids[0]));
    for id in &ids[1..] {
        assert!(stack.exists(id).await && !stack.management.was_closed(id), "{id}");
    }
}

#[tokio::test]
async fn connections_whose_token_has_ended_count_no_more_and_are_closed() {
    let stack = Stack::start().await;
    for number in 0..60 {
        stack.connection(&format!("ended-{number}"), -1).await;
    }
    stack.connection("oldest", 60).await;
    assert_eq!(stack.connect("asha", "new", false).await, 200);
    assert!(stack.exists("oldest").await && stack.exists("new").await && !stack.management.was_closed("oldest"));
    for number in 0..60 {
        let id = format!("ended-{number}");
        assert!(!stack.exists(&id).await && stack.management.was_closed(&id), "{id}");
    }
}
