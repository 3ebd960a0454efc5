//! Which window is fetched next, and which checkpoint follows from a page or a failure. Pure functions.

use domain::order_source::{OrderSourceError, Page, Window};
use store::ledger::{ReconcileCheckpoint, UnfinishedWindow};
use types::time::Time;

const MINUTE_MS: i64 = 60_000;
/// How long before the checkpoint a window starts: a channel's index may show a change late.
const WINDOW_OVERLAP_MS: i64 = 5 * MINUTE_MS;
/// How long before now a window ends: webhooks deliver the newest changes.
const WINDOW_DELAY_MS: i64 = MINUTE_MS;

/// The next page to fetch: a window, and the cursor of the page within it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FetchRequest {
    pub(crate) window: Window,
    /// `None` for the window's first page.
    pub(crate) cursor: Option<String>,
}

/// The first request of a run that starts at `now`: the unfinished window of the last run, or a new one. The first window
/// of an integration starts `lookback_ms` before its end.
pub(crate) fn first_request(checkpoint: Option<&ReconcileCheckpoint>, now: Time, lookback_ms: i64) -> FetchRequest {
    if let Some(unfinished) = checkpoint.and_then(|checkpoint| checkpoint.unfinished.as_ref()) {
        return FetchRequest { window: unfinished.window(), cursor: Some(unfinished.after.clone()) };
    }
    let to = now.plus_millis(-WINDOW_DELAY_MS);
    let from = match checkpoint.and_then(|checkpoint| checkpoint.until) {
        Some(until) => until.plus_millis(-WINDOW_OVERLAP_MS),
        None => to.plus_millis(-lookback_ms),
    };
    // If the clock was set back, the window is empty rather than reversed.
    FetchRequest { window: Window { from: from.min(to), to }, cursor: None }
}

/// The request after a page, whose checkpoint is `checkpoint`; `None` if reconciliation has caught up with `now`.
pub(crate) fn next_request(checkpoint: &ReconcileCheckpoint, now: Time, lookback_ms: i64) -> Option<FetchRequest> {
    let caught_up_from = now.plus_millis(-WINDOW_DELAY_MS - MINUTE_MS);
    let is_caught_up = checkpoint.unfinished.is_none() && checkpoint.until.is_some_and(|until| until >= caught_up_from);
    (!is_caught_up).then(|| first_request(Some(checkpoint), now, lookback_ms))
}

/// The checkpoint once all orders of `page`, the response to `request`, are stored.
pub(crate) fn checkpoint_after_page(
    previous: Option<&ReconcileCheckpoint>,
    request: &FetchRequest,
    page: &Page,
    now: Time,
) -> ReconcileCheckpoint {
    let Window { from, to } = request.window;
    let reached = if page.next.is_some() { page.reached } else { Some(to) };
    let until = previous.and_then(|checkpoint| checkpoint.until).max(reached.map(|reached| reached.min(to)));
    let unfinished = page.next.clone().map(|after| UnfinishedWindow { from, to, after });
    ReconcileCheckpoint { until, attempted_at: now, error: None, unfinished }
}

/// The checkpoint after a fetch that failed. Running out of time is not recorded as an error. If the channel rejected
/// the query, its cursor may be invalid: the unfinished window is given up, and the next one starts at the time up to
/// which orders are stored.
pub(crate) fn checkpoint_after_failure(
    previous: Option<&ReconcileCheckpoint>,
    failure: &OrderSourceError,
    now: Time,
) -> ReconcileCheckpoint {
    let is_out_of_time = *failure == OrderSourceError::OutOfTime;
    let unfinished = previous.and_then(|checkpoint| checkpoint.unfinished.clone());
    ReconcileCheckpoint {
        until: previous.and_then(|checkpoint| checkpoint.until),
        attempted_at: now,
        error: (!is_out_of_time).then(|| failure.code().to_owned()),
        unfinished: unfinished.filter(|_| !matches!(failure, OrderSourceError::QueryRejected(_))),
    }
}

#[cfg(test)]
mod tests {
    use types::time::DAY_MS;

    use super::*;

    fn time(text: &str) -> Time {
        format!("2026-11-24T{text}Z").parse().unwrap()
    }

    fn checkpoint(until: &str, unfinished: Option<UnfinishedWindow>) -> ReconcileCheckpoint {
        ReconcileCheckpoint { until: Some(time(until)), attempted_at: time(until), error: None, unfinished }
    }

    fn page(reached: Option<&str>, next: Option<&str>) -> Page {
        Page { orders: Vec::new(), reached: reached.map(time), next: next.map(str::to_owned) }
    }

    #[test]
    fn first_window_looks_back_a_day_and_later_windows_overlap() {
        let now = time("12:00:00");
        let first_run = first_request(None, now, DAY_MS).window;
        assert_eq!((first_run.from, first_run.to), (time("11:59:00").plus_millis(-DAY_MS), time("11:59:00")));
        let second_run = first_request(Some(&checkpoint("11:45:00", None)), now, DAY_MS).window;
        assert_eq!((second_run.from, second_run.to), (time("11:40:00"), time("11:59:00")));
        let clock_set_back = first_request(Some(&checkpoint("13:00:00", None)), now, DAY_MS).window;
        assert_eq!((clock_set_back.from, clock_set_back.to), (time("11:59:00"), time("11:59:00")));
    }

    #[test]
    fn page_moves_the_checkpoint_to_its_last_change_and_the_last_page_to_the_window_end() {
        let now = time("12:00:00");
        let request = first_request(Some(&checkpoint("11:45:00", None)), now, DAY_MS);
        let middle = checkpoint_after_page(
            Some(&checkpoint("11:45:00", None)),
            &request,
            &page(Some("11:50:00"), Some("c1")),
            now,
        );
        assert_eq!(middle.until, Some(time("11:50:00")));
        let next = next_request(&middle, now, DAY_MS).unwrap();
        assert_eq!((next.window, next.cursor.as_deref()), (request.window, Some("c1")));
        let end = checkpoint_after_page(Some(&middle), &next, &page(None, None), now);
        assert_eq!((end.until, &end.unfinished), (Some(time("11:59:00")), &None));
        assert_eq!(next_request(&end, now, DAY_MS), None);
    }

    #[test]
    fn checkpoint_never_moves_back_and_a_current_window_follows_an_unfinished_one() {
        let now = time("12:00:00");
        let unfinished = UnfinishedWindow { from: time("10:00:00"), to: time("10:30:00"), after: "c".into() };
        let stored = checkpoint("10:20:00", Some(unfinished));
        let request = first_request(Some(&stored), now, DAY_MS);
        assert_eq!(
            checkpoint_after_page(Some(&stored), &request, &page(Some("10:05:00"), Some("d")), now).until,
            Some(time("10:20:00"))
        );
        let end = checkpoint_after_page(Some(&stored), &request, &page(None, None), now);
        let current = next_request(&end, now, DAY_MS).unwrap();
        assert_eq!((current.window.from, current.window.to), (time("10:25:00"), time("11:59:00")));
    }

    #[test]
    fn failure_keeps_the_checkpoint_and_a_refused_cursor_is_dropped() {
        let now = time("12:00:00");
        let unfinished = UnfinishedWindow { from: time("10:00:00"), to: time("10:30:00"), after: "c".into() };
        let previous = checkpoint("10:20:00", Some(unfinished.clone()));
        let throttled = checkpoint_after_failure(Some(&previous), &OrderSourceError::Throttled, now);
        assert_eq!((throttled.until, throttled.error.as_deref()), (previous.until, Some("throttled")));
        assert_eq!(throttled.unfinished, Some(unfinished));
        assert_eq!(
            checkpoint_after_failure(Some(&previous), &OrderSourceError::QueryRejected("bad cursor".into()), now)
                .unfinished,
            None
        );
        assert_eq!(checkpoint_after_failure(Some(&previous), &OrderSourceError::OutOfTime, now).error, None);
        assert_eq!(checkpoint_after_failure(None, &OrderSourceError::TokenRejected, now).until, None);
    }
}
