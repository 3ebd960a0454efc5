//! Event streams, which are connections of the bridge: three of a user at a time.

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
    assert_eq!(shared::bounded::bounded(8, opening).await, [200; 8]);
    let mut left = 0;
    for id in &ids {
        left += usize::from(stack.exists(id).await);
    }
    assert_eq!(left, 3);
}
