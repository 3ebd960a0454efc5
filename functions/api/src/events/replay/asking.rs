//! Asking for many replays side by side, and stopping where one did not go well.

use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};

use runtime::response::ErrorResponse;
use store::StoreError;
use store::events::Event;
use store::replays::ReplayResult;
use tokio::time::Instant;
use tracing::warn;
use types::concurrency::bounded;

use crate::error::ApiError;

/// The most that are under way at once.
const AT_ONCE: usize = 16;

/// Asks for the events' replays, begins none from `until` on and none after a failure; gives what came of them up to
/// the first one that did not go well.
///
/// A few behind that one may have gone well, since several are under way at once; they are replayed again by the call
/// that goes on from there, which changes nothing more.
///
/// # Errors
/// If not even the first went well.
pub(super) async fn ask_each<'a, F, Fut>(
    events: &'a [Event],
    until: Instant,
    ask: F,
) -> Result<Vec<ReplayResult>, ApiError>
where
    F: Fn(&'a Event) -> Fut,
    Fut: Future<Output = Result<ReplayResult, StoreError>>,
{
    let failed = AtomicBool::new(false);
    let attempt = async |event: &'a Event| {
        if failed.load(Ordering::Relaxed) || Instant::now() >= until {
            return None;
        }
        let asked = ask(event).await;
        failed.fetch_or(asked.is_err(), Ordering::Relaxed);
        Some(asked)
    };
    let mut done = Vec::with_capacity(events.len());
    for asked in bounded(AT_ONCE, events.iter().map(&attempt).collect()).await {
        match asked {
            Some(Ok(replay)) => done.push(replay),
            Some(Err(error)) if done.is_empty() => return Err(error.into()),
            None if done.is_empty() => return Err(ErrorResponse::unavailable().into()),
            Some(Err(error)) => {
                warn!(%error, replays = done.len(), "not all replays could be asked for");
                break;
            }
            None => break,
        }
    }
    Ok(done)
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::time::Duration;

    use serde_json::json;

    use super::*;

    fn events(count: usize) -> Vec<Event> {
        let event = |number: usize| {
            json!({
                "id": format!("01K8XGZZ1B3G6M2N4P5Q{number:06}"), "integration": "shop", "source": "shopify",
                "shop_domain": "shop.myshopify.com", "topic": "orders/create", "subject": null, "status": "failed",
                "payload_summary": "", "received_at": "2026-11-02T04:45:00.000Z", "occurred_at": null,
                "processed_at": "2026-11-02T04:45:00.000Z", "error": null, "rev": 1, "delivery_id": "0", "replays": 0,
            })
        };
        (0..count).map(|number| serde_json::from_value(event(number)).unwrap()).collect()
    }

    const ASKED: ReplayResult = ReplayResult::Requested { replays: 1 };

    #[tokio::test]
    async fn each_event_is_asked_for_once() {
        let (events, asked) = (events(100), RefCell::new(Vec::new()));
        let ask = |event: &Event| {
            asked.borrow_mut().push(event.summary.id);
            std::future::ready(Ok(if asked.borrow().len() == 7 { ReplayResult::Gone } else { ASKED }))
        };
        let done = ask_each(&events, Instant::now() + Duration::from_secs(60), ask).await.unwrap();
        assert_eq!((done.len(), done[6], done[7]), (100, ReplayResult::Gone, ASKED));
        assert_eq!(*asked.borrow(), events.iter().map(|event| event.summary.id).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn what_lies_before_a_failure_is_told_and_little_behind_it_is_begun() {
        let events = events(100);
        for failing in [0, 1, 40, 99] {
            let begun = RefCell::new(0);
            let ask = async |event: &Event| {
                *begun.borrow_mut() += 1;
                tokio::task::yield_now().await;
                if event.summary.id == events[failing].summary.id {
                    return Err(StoreError::Unavailable { operation: "UpdateItem deliveries", detail: String::new() });
                }
                Ok(ASKED)
            };
            let outcome = ask_each(&events, Instant::now() + Duration::from_secs(60), &ask).await;
            match outcome {
                Ok(done) => assert_eq!((done.len(), failing > 0), (failing, true)),
                Err(refusal) => assert!(failing == 0 && matches!(refusal, ApiError::Store(_)), "{refusal:?}"),
            }
            assert!(*begun.borrow() <= failing + 2 * AT_ONCE, "{failing}: {}", begun.borrow());
        }
    }

    #[tokio::test]
    async fn late_nothing_is_begun() {
        let events = events(3);
        let ask = |_: &Event| -> std::future::Ready<_> { panic!("it is too late") };
        let refusal = ask_each(&events, Instant::now(), ask).await.unwrap_err();
        assert!(matches!(refusal, ApiError::Client(error) if error.code == "unavailable"));
        assert!(ask_each(&[], Instant::now(), ask).await.unwrap().is_empty());
    }
}
