//! Requests many replays concurrently and stops at the first failure.

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

const MAX_CONCURRENT_UPDATES: usize = 16;

/// Requests the replays of `events`. No request starts at or after `last_start`, and none after a failure. Returns the
/// results up to the first event whose request failed or did not start.
///
/// Since several requests run concurrently, the replays of a few events after that one may have been requested already.
/// The next call starts with that event and requests them again; this changes nothing else.
///
/// # Errors
/// If the request of the first event failed or did not start.
pub(super) async fn request_replays<'a, F, Fut>(
    events: &'a [Event],
    last_start: Instant,
    request_replay: F,
) -> Result<Vec<ReplayResult>, ApiError>
where
    F: Fn(&'a Event) -> Fut,
    Fut: Future<Output = Result<ReplayResult, StoreError>>,
{
    let has_failed = AtomicBool::new(false);
    let attempt = async |event: &'a Event| {
        if has_failed.load(Ordering::Relaxed) || Instant::now() >= last_start {
            return None;
        }
        let result = request_replay(event).await;
        has_failed.fetch_or(result.is_err(), Ordering::Relaxed);
        Some(result)
    };
    let mut replays = Vec::with_capacity(events.len());
    for result in bounded(MAX_CONCURRENT_UPDATES, events.iter().map(&attempt).collect()).await {
        match result {
            Some(Ok(replay)) => replays.push(replay),
            Some(Err(error)) if replays.is_empty() => return Err(error.into()),
            None if replays.is_empty() => return Err(ErrorResponse::unavailable().into()),
            Some(Err(error)) => {
                warn!(%error, replays = replays.len(), "a bulk replay stopped at a failed request");
                break;
            }
            None => break,
        }
    }
    Ok(replays)
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

    const REQUESTED: ReplayResult = ReplayResult::Requested { replays: 1 };

    #[tokio::test]
    async fn each_event_is_requested_once() {
        let (events, requested) = (events(100), RefCell::new(Vec::new()));
        let request = |event: &Event| {
            requested.borrow_mut().push(event.summary.id);
            std::future::ready(Ok(if requested.borrow().len() == 7 { ReplayResult::Gone } else { REQUESTED }))
        };
        let replays = request_replays(&events, Instant::now() + Duration::from_secs(60), request).await.unwrap();
        assert_eq!((replays.len(), replays[6], replays[7]), (100, ReplayResult::Gone, REQUESTED));
        assert_eq!(*requested.borrow(), events.iter().map(|event| event.summary.id).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn events_before_a_failure_are_returned_and_few_behind_it_are_started() {
        let events = events(100);
        for failing in [0, 1, 40, 99] {
            let started = RefCell::new(0);
            let request = async |event: &Event| {
                *started.borrow_mut() += 1;
                tokio::task::yield_now().await;
                if event.summary.id == events[failing].summary.id {
                    return Err(StoreError::Unavailable { operation: "UpdateItem deliveries", detail: String::new() });
                }
                Ok(REQUESTED)
            };
            let result = request_replays(&events, Instant::now() + Duration::from_secs(60), &request).await;
            match result {
                Ok(replays) => assert_eq!((replays.len(), failing > 0), (failing, true)),
                Err(error) => assert!(failing == 0 && matches!(error, ApiError::Store(_)), "{error:?}"),
            }
            assert!(*started.borrow() <= failing + 2 * MAX_CONCURRENT_UPDATES, "{failing}: {}", started.borrow());
        }
    }

    #[tokio::test]
    async fn no_request_starts_after_the_last_start_time() {
        let events = events(3);
        let request = |_: &Event| -> std::future::Ready<_> { panic!("no request may start") };
        let error = request_replays(&events, Instant::now(), request).await.unwrap_err();
        assert!(matches!(error, ApiError::Client(error) if error.code == "unavailable"));
        assert!(request_replays(&[], Instant::now(), request).await.unwrap().is_empty());
    }
}
