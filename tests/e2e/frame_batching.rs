//! Many concurrent events.

use futures_util::future::join_all;

use crate::stack::{Order, Stack};

/// The number of concurrent orders.
const ORDERS: u64 = 100;
/// The limit of frames: the events that arrive during a batch are in the next frame.
const FRAMES: usize = 40;

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_events_share_frames_and_each_arrives_once() {
    let stack = Stack::start().await;
    let mut socket = stack.websocket("demo", None).await;
    let webhooks: Vec<_> = (1..=ORDERS).map(|id| Order { id }.webhook("orders/create")).collect();
    let responses = join_all(webhooks.iter().map(|webhook| stack.post(webhook))).await;
    let mut sent: Vec<_> = responses.into_iter().map(|response| response.event_id()).collect();
    let (mut shown, mut frames) = (Vec::new(), 0);
    while shown.len() < sent.len() {
        let frame = socket.next_frame().await;
        let events = frame["events"].as_array().unwrap();
        shown.extend(events.iter().map(|event| event["id"].as_str().unwrap().to_owned()));
        frames += 1;
    }
    sent.sort();
    shown.sort();
    assert_eq!(shown, sent);
    assert!(frames <= FRAMES, "{frames} frames");
}
