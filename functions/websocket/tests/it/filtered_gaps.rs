//! Gaps of clients that want little: what they leave out costs reads, and nothing else.

use domain::event_summary::Status;
use serde_json::json;

use crate::gaps::{cursor_time, gap, texts, too_many, whole};
use crate::happened::Happened;
use crate::stack::Stack;

#[tokio::test]
async fn what_a_filter_leaves_out_is_not_counted_and_moves_the_cursor() {
    let (stack, then) = (Stack::with(&[("GAP_EVENTS", "2")]).await, cursor_time());
    let others: Vec<_> = (1..=20).map(|ms| Happened::at(then.plus_millis(ms))).collect();
    let last = *stack.all_happened(&others).await.iter().max().unwrap();
    let wanted = stack.happened(&Happened { topic: "orders/paid", ..others[9] }).await;
    let found = gap(&stack, then, &json!({"topics": ["orders/paid"]})).await;
    assert_eq!((found.resume, found.events), (whole(), texts([wanted])));
    assert!(found.cursor > last);
    assert_eq!(gap(&stack, then, &json!({})).await.resume, too_many());
}

#[tokio::test]
async fn rows_that_are_left_out_are_read_up_to_a_bound() {
    let (stack, then) = (Stack::with(&[("GAP_ROWS", "20")]).await, cursor_time());
    // Before the cursor they are read, too.
    let rows: Vec<_> = (-10..10).map(|ms| Happened::at(then.plus_millis(1_000 * ms))).collect();
    stack.all_happened(&rows).await;
    let nothing = json!({"topics": ["orders/paid"]});
    assert_eq!(gap(&stack, then, &nothing).await.resume, whole());
    stack.happened(&Happened::at(then.plus_millis(-40_000))).await;
    assert_eq!(gap(&stack, then, &nothing).await.resume, too_many());
}

#[tokio::test]
async fn an_order_comes_along_also_where_the_filter_leaves_its_event_out() {
    let (stack, then) = (Stack::with(&[("GAP_EVENTS", "1")]).await, cursor_time());
    stack.orders(&["1", "2", "3", "4"]).await;
    let of = |id| Happened { order: Some(id), ..Happened::at(then.plus_millis(5)) };
    stack.all_happened(&[of("3"), of("1"), of("2"), of("2")]).await;
    let (no_events, one) = (json!({"topics": [], "statuses": ["failed"]}), json!({"order": "2", "topics": []}));
    let found = gap(&stack, then, &no_events).await;
    assert_eq!(
        (found.resume, found.events.len(), found.orders),
        (whole(), 0, vec!["1".into(), "2".into(), "3".into()])
    );
    stack.happened(&of("4")).await;
    assert_eq!(gap(&stack, then, &no_events).await.resume, too_many());
    let found = gap(&stack, then, &one).await;
    assert_eq!((found.resume, found.orders), (whole(), vec!["2".to_owned()]));
}

#[tokio::test]
async fn an_order_that_another_subjects_event_has_changed_comes_along() {
    let (stack, then) = (Stack::start().await, cursor_time());
    stack.orders(&["1", "2"]).await;
    let parcel = Happened { topic: "shipment", besides: Some("2"), ..Happened::at(then.plus_millis(5)) };
    stack.happened(&parcel).await;
    for filter in [json!({"order": "2"}), json!({"topics": ["orders/create"]})] {
        let found = gap(&stack, then, &filter).await;
        assert_eq!((found.resume, found.events.len(), found.orders), (whole(), 0, vec!["2".to_owned()]), "{filter}");
    }
}

#[tokio::test]
async fn an_order_that_an_event_of_another_integration_has_changed_comes_along() {
    let (stack, then) = (Stack::with(&[("GAP_EVENTS", "1")]).await, cursor_time());
    stack.orders(&["1", "2", "3", "4", "5"]).await;
    // What was noted before that was pushed to whoever is live.
    for (order, ms) in [("1", -10_001), ("2", -10_000), ("3", 5), ("3", 6)] {
        stack.changed_by_another(order, then.plus_millis(ms)).await;
    }
    let found = gap(&stack, then, &json!({})).await;
    assert_eq!((found.resume, found.orders), (whole(), vec!["2".to_owned(), "3".to_owned()]));
    for (filter, orders) in [(json!({"order": "2"}), 1), (json!({"channels": ["amazon"]}), 0)] {
        assert_eq!(gap(&stack, then, &filter).await.orders.len(), orders, "{filter}");
    }
    for order in ["4", "5"] {
        stack.changed_by_another(order, then).await;
    }
    assert_eq!(gap(&stack, then, &json!({})).await.resume, too_many());
}

#[tokio::test]
async fn every_kind_of_filter_finds_in_a_gap_what_it_takes() {
    let (stack, then) = (Stack::start().await, cursor_time());
    stack.orders(&["1", "2"]).await;
    let event = |ms| Happened::at(then.plus_millis(ms));
    let happened = [
        Happened { order: Some("1"), ..event(1) },
        Happened { order: Some("2"), topic: "orders/paid", ..event(2) },
        Happened { status: Status::Failed, ..event(3) },
        // Before the cursor, and as late as behind it.
        Happened { topic: "orders/paid", ..event(-1) },
    ];
    let ids = stack.all_happened(&happened).await;
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
        let found = gap(&stack, then, &filter).await;
        assert_eq!(found.events, texts(events.into_iter().map(|number: usize| ids[number])), "{filter}");
        assert_eq!(
            (found.resume, found.orders),
            (whole(), orders.into_iter().map(str::to_owned).collect()),
            "{filter}"
        );
    }
}
