//! Catch-ups of clients with a filter. Events that do not match are read, but count only for the bound of rows.

use domain::event_summary::Status;
use serde_json::json;

use crate::catch_up::{catch_up, complete, cursor_time, texts, too_many};
use crate::event_samples::EventSample;
use crate::stack::Stack;

#[tokio::test]
async fn unmatched_events_do_not_count_and_the_cursor_moves_past_them() {
    let (stack, cursor) = (Stack::with_variables(&[("GAP_EVENTS", "2")]).await, cursor_time());
    let unmatched: Vec<_> = (1..=20).map(|ms| EventSample::at(cursor.plus_millis(ms))).collect();
    let last = *stack.add_events(&unmatched).await.iter().max().unwrap();
    let matched = stack.add_event(&EventSample { topic: "orders/paid", ..unmatched[9] }).await;
    let read = catch_up(&stack, cursor, &json!({"topics": ["orders/paid"]})).await;
    assert_eq!((read.resume, read.events), (complete(), texts([matched])));
    assert!(read.cursor > last);
    assert_eq!(catch_up(&stack, cursor, &json!({})).await.resume, too_many());
}

#[tokio::test]
async fn unmatched_rows_are_read_up_to_a_bound() {
    let (stack, cursor) = (Stack::with_variables(&[("GAP_ROWS", "20")]).await, cursor_time());
    // Rows before the cursor count as well.
    let rows: Vec<_> = (-10..10).map(|seconds| EventSample::at(cursor.plus_millis(1_000 * seconds))).collect();
    stack.add_events(&rows).await;
    let matches_nothing = json!({"topics": ["orders/paid"]});
    assert_eq!(catch_up(&stack, cursor, &matches_nothing).await.resume, complete());
    stack.add_event(&EventSample::at(cursor.plus_millis(-40_000))).await;
    assert_eq!(catch_up(&stack, cursor, &matches_nothing).await.resume, too_many());
}

#[tokio::test]
async fn order_is_included_even_if_its_event_does_not_match() {
    let (stack, cursor) = (Stack::with_variables(&[("GAP_EVENTS", "1")]).await, cursor_time());
    stack.add_orders(&["1", "2", "3", "4"]).await;
    let event_of = |order| EventSample { order: Some(order), ..EventSample::at(cursor.plus_millis(5)) };
    stack.add_events(&[event_of("3"), event_of("1"), event_of("2"), event_of("2")]).await;
    let no_events = json!({"topics": [], "statuses": ["failed"]});
    let read = catch_up(&stack, cursor, &no_events).await;
    assert_eq!(
        (read.resume, read.events.len(), read.orders),
        (complete(), 0, vec!["1".into(), "2".into(), "3".into()])
    );
    stack.add_event(&event_of("4")).await;
    assert_eq!(catch_up(&stack, cursor, &no_events).await.resume, too_many());
    let read = catch_up(&stack, cursor, &json!({"order": "2", "topics": []})).await;
    assert_eq!((read.resume, read.orders), (complete(), vec!["2".to_owned()]));
}

#[tokio::test]
async fn order_changed_by_an_event_of_another_subject_is_included() {
    let (stack, cursor) = (Stack::start().await, cursor_time());
    stack.add_orders(&["1", "2"]).await;
    let at = EventSample::at(cursor.plus_millis(5));
    stack.add_event(&EventSample { topic: "shipment", other_changed_order: Some("2"), ..at }).await;
    for filter in [json!({"order": "2"}), json!({"topics": ["orders/create"]})] {
        let read = catch_up(&stack, cursor, &filter).await;
        assert_eq!((read.resume, read.events.len(), read.orders), (complete(), 0, vec!["2".to_owned()]), "{filter}");
    }
}

#[tokio::test]
async fn order_changed_by_an_event_of_another_integration_is_included() {
    let (stack, cursor) = (Stack::with_variables(&[("GAP_EVENTS", "1")]).await, cursor_time());
    stack.add_orders(&["1", "2", "3", "4", "5"]).await;
    // The push of a change that is older than 10 seconds was finished before the cursor, so order 1 is left out.
    for (order, ms) in [("1", -10_001), ("2", -10_000), ("3", 5), ("3", 6)] {
        stack.add_cross_integration_change(order, cursor.plus_millis(ms)).await;
    }
    let read = catch_up(&stack, cursor, &json!({})).await;
    assert_eq!((read.resume, read.orders), (complete(), vec!["2".to_owned(), "3".to_owned()]));
    for (filter, orders) in [(json!({"order": "2"}), 1), (json!({"channels": ["amazon"]}), 0)] {
        assert_eq!(catch_up(&stack, cursor, &filter).await.orders.len(), orders, "{filter}");
    }
    for order in ["4", "5"] {
        stack.add_cross_integration_change(order, cursor).await;
    }
    assert_eq!(catch_up(&stack, cursor, &json!({})).await.resume, too_many());
}

#[tokio::test]
async fn each_kind_of_filter_matches_as_in_a_push() {
    let (stack, cursor) = (Stack::start().await, cursor_time());
    stack.add_orders(&["1", "2"]).await;
    let event_at = |ms| EventSample::at(cursor.plus_millis(ms));
    let events = [
        EventSample { order: Some("1"), ..event_at(1) },
        EventSample { order: Some("2"), topic: "orders/paid", ..event_at(2) },
        EventSample { status: Status::Failed, ..event_at(3) },
        // An overlap event.
        EventSample { topic: "orders/paid", ..event_at(-1) },
    ];
    let ids = stack.add_events(&events).await;
    for (filter, events, orders) in [
        (json!({}), vec![0, 1, 2, 3], vec!["1", "2"]),
        (json!({"integrations": ["shop"]}), vec![0, 1, 2, 3], vec!["1", "2"]),
        (json!({"integrations": ["other"]}), vec![], vec![]),
        (json!({"channels": ["amazon", "shopify"]}), vec![0, 1, 2, 3], vec!["1", "2"]),
        (json!({"channels": ["amazon"]}), vec![], vec![]),
        (json!({"channels": []}), vec![], vec![]),
        (json!({"order": "2"}), vec![1], vec!["2"]),
        (json!({"topics": ["orders/paid", "x"]}), vec![1, 3], vec!["1", "2"]),
        (json!({"statuses": ["failed"]}), vec![2], vec!["1", "2"]),
        (json!({"statuses": ["processed"], "topics": ["orders/create"]}), vec![0], vec!["1", "2"]),
        (json!({"statuses": ["failed"], "order": "1", "channels": ["shopify"]}), vec![], vec!["1"]),
    ] {
        let read = catch_up(&stack, cursor, &filter).await;
        assert_eq!(read.events, texts(events.into_iter().map(|number: usize| ids[number])), "{filter}");
        assert_eq!(
            (read.resume, read.orders),
            (complete(), orders.into_iter().map(str::to_owned).collect()),
            "{filter}"
        );
    }
}
