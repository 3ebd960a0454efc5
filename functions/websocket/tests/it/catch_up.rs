//! What a catch-up contains, and its bounds: all new events, and the overlap events that the client may lack.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use types::event_id::EventId;
use types::time::{Clock, Time};

use crate::client_messages::resume;
use crate::event_samples::EventSample;
use crate::stack::Stack;

/// The time of the cursor from which all catch-ups here start.
pub(crate) fn cursor_time() -> Time {
    Clock::system().now().plus_millis(-30_000)
}

/// An event that was received and processed so many milliseconds after `cursor`.
fn event_at(cursor: Time, received_ms: i64, processed_ms: i64) -> EventSample<'static> {
    EventSample { processed_at: cursor.plus_millis(processed_ms), ..EventSample::at(cursor.plus_millis(received_ms)) }
}

/// The contents of all frames of a catch-up.
pub(crate) struct CatchUp {
    pub(crate) events: BTreeSet<String>,
    pub(crate) orders: Vec<String>,
    pub(crate) resume: Value,
    pub(crate) cursor: EventId,
}

/// The catch-up of a new connection from a cursor with the time `since`.
pub(crate) async fn catch_up(stack: &Stack, since: Time, filter: &Value) -> CatchUp {
    let id = format!("catch-up-{}", EventId::first_of(Clock::system().now()));
    stack.add_pending_connection(&id, 60).await;
    let mut message = resume(Some(EventId::first_of(since)));
    message["filter"] = filter.clone();
    stack.send(&id, &message).await;
    let frames = stack.frames(&id);
    assert!(frames.iter().all(|frame| frame.to_string().len() <= 32 * 1024));
    let ids = |list: &str| {
        let summaries = frames.iter().flat_map(|frame| frame[list].as_array().unwrap());
        summaries.map(|summary| summary["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let last = frames.last().unwrap();
    CatchUp {
        events: ids("events").into_iter().collect(),
        orders: ids("orders"),
        resume: last["resume"].clone(),
        cursor: last["cursor"].as_str().unwrap().parse().unwrap(),
    }
}

pub(crate) fn texts(ids: impl IntoIterator<Item = EventId>) -> BTreeSet<String> {
    ids.into_iter().map(|id| id.to_string()).collect()
}

pub(crate) fn complete() -> Value {
    json!({"complete": true})
}

pub(crate) fn too_many() -> Value {
    json!({"complete": false, "reason": "too_many"})
}

#[tokio::test]
async fn a_thousand_new_events_are_complete_and_one_more_is_too_many() {
    let (stack, cursor) = (Stack::start().await, cursor_time());
    let thousand: Vec<_> = (1..=1_000).map(|ms| event_at(cursor, ms, ms)).collect();
    let ids = stack.add_events(&thousand).await;
    let read = catch_up(&stack, cursor, &json!({})).await;
    assert_eq!((read.resume, read.events), (complete(), texts(ids)));
    stack.add_event(&event_at(cursor, 1_001, 1_001)).await;
    let read = catch_up(&stack, cursor, &json!({})).await;
    assert_eq!((read.resume, read.events.len()), (too_many(), 0));
    // A client that loads its pages now continues from this cursor.
    assert!(read.cursor.received_at() > cursor.plus_millis(20_000));
}

#[tokio::test]
async fn cursor_of_the_future_is_incomplete() {
    let stack = Stack::start().await;
    let now = Clock::system().now();
    // The clock was set back by an hour, or the client made its cursor up.
    for cursor in [now.plus_millis(3_600_000), Time::MAX] {
        let read = catch_up(&stack, cursor, &json!({})).await;
        assert_eq!(read.resume, json!({"complete": false, "reason": "too_new"}));
        assert!(read.cursor.received_at() < now.plus_millis(3_000_000), "the server's own cursor replaces it");
    }
    // The same for a ping.
    stack.add_live_connection("one").await;
    let ping = json!({"action": "ping", "after": EventId::first_of(now.plus_millis(3_600_000))});
    assert_eq!(stack.response("one", &ping).await["resume"], json!({"complete": false, "reason": "too_new"}));
}

#[tokio::test]
async fn cursor_of_another_clock_that_is_a_little_ahead_is_complete() {
    let stack = Stack::start().await;
    // Received by a clock that is behind the one of the cursor.
    let id = stack.add_event_now("orders/create").await;
    let read = catch_up(&stack, Clock::system().now().plus_millis(3_000), &json!({})).await;
    assert_eq!((read.resume, read.events), (complete(), texts([id])));
}

#[tokio::test]
async fn busy_minute_before_the_cursor_is_complete_and_only_its_last_ten_seconds_are_sent() {
    let (stack, cursor) = (Stack::start().await, cursor_time());
    // 50 events a second, each processed 100 ms after its receipt.
    let minute: Vec<_> = (1..3_000).map(|number| event_at(cursor, -20 * number, -20 * number + 100)).collect();
    let ids = stack.add_events(&minute).await;
    let new = stack.add_event(&event_at(cursor, 5, 10)).await;
    let read = catch_up(&stack, cursor, &json!({})).await;
    let overlap = minute.iter().zip(ids).filter(|(event, _)| event.processed_at >= cursor.plus_millis(-10_000));
    assert_eq!((read.resume, read.events), (complete(), texts(overlap.map(|(_, id)| id).chain([new]))));
}

#[tokio::test]
async fn overlap_event_is_sent_if_it_was_processed_in_the_ten_seconds_before_the_cursor_or_later() {
    let (stack, cursor) = (Stack::start().await, cursor_time());
    let late = stack.add_event(&event_at(cursor, -50_000, 20_000)).await;
    let last = stack.add_event(&event_at(cursor, -50_000, -10_000)).await;
    stack.add_event(&event_at(cursor, -50_000, -10_001)).await;
    // Before the window; the stream function writes a late-change marker for such an event.
    stack.add_event(&event_at(cursor, -60_001, 0)).await;
    let read = catch_up(&stack, cursor, &json!({})).await;
    assert_eq!((read.resume, read.events), (complete(), texts([late, last])));
}

#[tokio::test]
async fn late_change_marker_counts_for_cursors_up_to_ten_seconds_after_its_end() {
    // Milliseconds after the cursor at which the marker was written and finished, and whether the catch-up is complete.
    let cases = [
        // A marker that was never finished counts for the length of the window.
        (-70_000, None, false),
        (-70_001, None, true),
        (20_000, None, false),
        (-20_000, Some(-10_000), false),
        (-20_000, Some(-10_001), true),
    ];
    for (marked_ms, finished_ms, is_complete) in cases {
        let (stack, cursor) = (Stack::start().await, cursor_time());
        stack.mark_late_change(cursor.plus_millis(marked_ms), finished_ms.map(|ms| cursor.plus_millis(ms))).await;
        let expected = if is_complete { complete() } else { json!({"complete": false, "reason": "late_change"}) };
        assert_eq!(catch_up(&stack, cursor, &json!({})).await.resume, expected, "{marked_ms} {finished_ms:?}");
    }
}

#[tokio::test]
async fn replayed_overlap_event_is_sent() {
    let (stack, cursor) = (Stack::start().await, cursor_time());
    let mut event = event_at(cursor, -30_000, -29_900).event();
    stack.store_event(&event).await;
    assert_eq!(catch_up(&stack, cursor, &json!({})).await.events.len(), 0);
    event.replays = 1;
    event.summary.processed_at = cursor.plus_millis(5_000);
    stack.store_event(&event).await;
    assert_eq!(catch_up(&stack, cursor, &json!({})).await.events, texts([event.summary.id]));
}

#[tokio::test]
async fn overlap_is_as_long_as_the_configured_window() {
    let (stack, cursor) = (Stack::with_variables(&[("RESUME_WINDOW_SECONDS", "1")]).await, cursor_time());
    let last = stack.add_event(&event_at(cursor, -1_000, 0)).await;
    stack.add_event(&event_at(cursor, -1_001, 0)).await;
    let read = catch_up(&stack, cursor, &json!({})).await;
    assert_eq!((read.resume, read.events), (complete(), texts([last])));
}

#[tokio::test]
async fn overlap_events_have_three_times_the_bound_of_new_events() {
    let (stack, cursor) = (Stack::with_variables(&[("GAP_EVENTS", "1")]).await, cursor_time());
    let mut ids = stack.add_events(&[-1, -2, -3].map(|ms| event_at(cursor, ms, ms))).await;
    ids.push(stack.add_event(&event_at(cursor, 1, 1)).await);
    let read = catch_up(&stack, cursor, &json!({})).await;
    assert_eq!((read.resume, read.events), (complete(), texts(ids)));
    stack.add_event(&event_at(cursor, -4, -4)).await;
    assert_eq!(catch_up(&stack, cursor, &json!({})).await.resume, too_many());
}

#[tokio::test]
async fn frames_of_more_than_three_megabytes_are_too_many() {
    let (stack, cursor, payload_summary) = (Stack::start().await, cursor_time(), "x".repeat(8 * 1024));
    let large_event = |ms| EventSample { payload_summary: &payload_summary, ..event_at(cursor, ms, ms) };
    stack.add_events(&(1..=360).map(large_event).collect::<Vec<_>>()).await;
    assert_eq!(catch_up(&stack, cursor, &json!({})).await.resume, complete());
    stack.add_events(&(361..=384).map(large_event).collect::<Vec<_>>()).await;
    assert_eq!(catch_up(&stack, cursor, &json!({})).await.resume, too_many());
}
