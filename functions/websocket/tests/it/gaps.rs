//! What is in a gap, and how much of it: behind the cursor everything, before it what may be missing.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use types::event_id::EventId;
use types::time::{Clock, Time};

use crate::happened::Happened;
use crate::resume;
use crate::stack::Stack;

/// The time of the cursor from which all gaps here are read.
pub(crate) fn cursor_time() -> Time {
    Clock::system().now().plus_millis(-30_000)
}

/// One that was received so many milliseconds from then, and processed so many.
fn between(then: Time, received: i64, processed: i64) -> Happened<'static> {
    Happened { processed_at: then.plus_millis(processed), ..Happened::at(then.plus_millis(received)) }
}

/// What all frames of a gap have in them.
pub(crate) struct Gap {
    pub(crate) events: BTreeSet<String>,
    pub(crate) orders: Vec<String>,
    pub(crate) resume: Value,
    pub(crate) cursor: EventId,
}

/// The gap since `then`, as a new connection is told it.
pub(crate) async fn gap(stack: &Stack, then: Time, filter: &Value) -> Gap {
    let id = format!("gap-{}", EventId::first_of(Clock::system().now()));
    stack.connection(&id, 60).await;
    let mut message = resume(Some(EventId::first_of(then)));
    message["filter"] = filter.clone();
    stack.say(&id, &message).await;
    let frames = stack.management.frames(&id);
    assert!(frames.iter().all(|frame| frame.to_string().len() <= 32 * 1024));
    let texts = |list: &str| {
        let lines = frames.iter().flat_map(|frame| frame[list].as_array().unwrap());
        lines.map(|line| line["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let last = frames.last().unwrap();
    Gap {
        events: texts("events").into_iter().collect(),
        orders: texts("orders"),
        resume: last["resume"].clone(),
        cursor: last["cursor"].as_str().unwrap().parse().unwrap(),
    }
}

pub(crate) fn texts(ids: impl IntoIterator<Item = EventId>) -> BTreeSet<String> {
    ids.into_iter().map(|id| id.to_string()).collect()
}

pub(crate) fn whole() -> Value {
    json!({"complete": true})
}

pub(crate) fn too_many() -> Value {
    json!({"complete": false, "reason": "too_many"})
}

#[tokio::test]
async fn a_thousand_events_behind_the_cursor_are_whole_and_one_more_is_too_many() {
    let (stack, then) = (Stack::start().await, cursor_time());
    let thousand: Vec<_> = (1..=1_000).map(|number| between(then, number, number)).collect();
    let ids = stack.all_happened(&thousand).await;
    let found = gap(&stack, then, &json!({})).await;
    assert_eq!((found.resume, found.events), (whole(), texts(ids)));
    stack.happened(&between(then, 1_001, 1_001)).await;
    let found = gap(&stack, then, &json!({})).await;
    assert_eq!((found.resume, found.events.len()), (too_many(), 0));
    // Whoever loads his pages now goes on from here.
    assert!(found.cursor.received_at() > then.plus_millis(20_000));
}

#[tokio::test]
async fn a_full_minute_before_the_cursor_is_whole_and_only_its_end_is_sent_once_more() {
    let (stack, then) = (Stack::start().await, cursor_time());
    // 50 a second, each of which took a tenth of one.
    let minute: Vec<_> = (1..3_000).map(|number| between(then, -20 * number, -20 * number + 100)).collect();
    let ids = stack.all_happened(&minute).await;
    let missed = stack.happened(&between(then, 5, 10)).await;
    let found = gap(&stack, then, &json!({})).await;
    let end = minute.iter().zip(ids).filter(|(event, _)| event.processed_at >= then.plus_millis(-10_000));
    assert_eq!((found.resume, found.events), (whole(), texts(end.map(|(_, id)| id).chain([missed]))));
}

#[tokio::test]
async fn what_was_processed_long_after_its_receipt_is_sent_once_more() {
    let (stack, then) = (Stack::start().await, cursor_time());
    let late = stack.happened(&between(then, -50_000, 20_000)).await;
    let last = stack.happened(&between(then, -50_000, -10_000)).await;
    stack.happened(&between(then, -50_000, -10_001)).await;
    // Older than that is noted when it is written: `late_change`.
    stack.happened(&between(then, -60_001, 0)).await;
    let found = gap(&stack, then, &json!({})).await;
    assert_eq!((found.resume, found.events), (whole(), texts([late, last])));
}

#[tokio::test]
async fn what_was_changed_late_is_told_to_whom_it_may_not_have_been_pushed() {
    // Around the cursor, in milliseconds: when it was noted, and when it was over.
    let table = [
        // An invocation that never said so may have lasted a minute.
        (-70_000, None, false),
        (-70_001, None, true),
        (20_000, None, false),
        (-20_000, Some(-10_000), false),
        (-20_000, Some(-10_001), true),
    ];
    for (noted, over, is_whole) in table {
        let (stack, then) = (Stack::start().await, cursor_time());
        stack.changed_late(then.plus_millis(noted), over.map(|over| then.plus_millis(over))).await;
        let expected = if is_whole { whole() } else { json!({"complete": false, "reason": "late_change"}) };
        assert_eq!(gap(&stack, then, &json!({})).await.resume, expected, "{noted} {over:?}");
    }
}

#[tokio::test]
async fn a_line_that_was_processed_again_is_sent_once_more() {
    let (stack, then) = (Stack::start().await, cursor_time());
    let mut event = between(then, -30_000, -29_900).event();
    stack.record(&event).await;
    assert_eq!(gap(&stack, then, &json!({})).await.events.len(), 0);
    event.replays = 1;
    event.summary.processed_at = then.plus_millis(5_000);
    stack.record(&event).await;
    assert_eq!(gap(&stack, then, &json!({})).await.events, texts([event.summary.id]));
}

#[tokio::test]
async fn the_window_is_as_long_as_it_is_said_to_be() {
    let (stack, then) = (Stack::with(&[("RESUME_WINDOW_SECONDS", "1")]).await, cursor_time());
    let last = stack.happened(&between(then, -1_000, 0)).await;
    stack.happened(&between(then, -1_001, 0)).await;
    let found = gap(&stack, then, &json!({})).await;
    assert_eq!((found.resume, found.events), (whole(), texts([last])));
}

#[tokio::test]
async fn what_is_sent_once_more_has_a_bound_of_its_own() {
    let (stack, then) = (Stack::with(&[("GAP_EVENTS", "1")]).await, cursor_time());
    let mut ids = stack.all_happened(&[-1, -2, -3].map(|ms| between(then, ms, ms))).await;
    ids.push(stack.happened(&between(then, 1, 1)).await);
    let found = gap(&stack, then, &json!({})).await;
    assert_eq!((found.resume, found.events), (whole(), texts(ids)));
    stack.happened(&between(then, -4, -4)).await;
    assert_eq!(gap(&stack, then, &json!({})).await.resume, too_many());
}

#[tokio::test]
async fn an_answer_that_the_bridge_could_not_hold_is_too_many() {
    let (stack, then, summary) = (Stack::start().await, cursor_time(), "x".repeat(8 * 1024));
    let of = |number| Happened { summary: &summary, ..between(then, number, number) };
    stack.all_happened(&(1..=360).map(of).collect::<Vec<_>>()).await;
    assert_eq!(gap(&stack, then, &json!({})).await.resume, whole());
    stack.all_happened(&(361..=384).map(of).collect::<Vec<_>>()).await;
    assert_eq!(gap(&stack, then, &json!({})).await.resume, too_many());
}
