//! What is asked for next, and what a page moves. Pure.

use domain::order_source::{OrderSourceError, Page, Window};
use store::ledger::{ReconcileCheckpoint, Unfinished};
use types::time::Time;

use crate::settings::{MINUTE_MS, Settings};

/// The window to ask for, and where in it to go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Next {
    pub(crate) window: Window,
    pub(crate) after: Option<String>,
}

/// What is asked for first in a run that begins now.
pub(crate) fn first(mark: Option<&ReconcileCheckpoint>, now: Time, settings: &Settings) -> Next {
    if let Some(unfinished) = mark.and_then(|mark| mark.unfinished.as_ref()) {
        return Next { window: unfinished.window(), after: Some(unfinished.after.clone()) };
    }
    let to = now.plus_millis(-settings.delay_ms);
    let from = match mark.and_then(|mark| mark.until) {
        Some(until) => until.plus_millis(-settings.overlap_ms),
        None => to.plus_millis(-settings.lookback_ms),
    };
    // A clock that was turned back makes no window that ends before it begins.
    Next { window: Window { from: from.min(to), to }, after: None }
}

/// What is asked for behind a page, after which the mark is `mark`; `None` if nothing but the last moments is left.
pub(crate) fn following(mark: &ReconcileCheckpoint, now: Time, settings: &Settings) -> Option<Next> {
    let late = now.plus_millis(-settings.delay_ms - MINUTE_MS);
    let caught_up = mark.unfinished.is_none() && mark.until.is_some_and(|until| until >= late);
    (!caught_up).then(|| first(Some(mark), now, settings))
}

/// The mark when all of `page` is stored.
pub(crate) fn stored(
    before: Option<&ReconcileCheckpoint>,
    asked: &Next,
    page: &Page,
    now: Time,
) -> ReconcileCheckpoint {
    let Window { from, to } = asked.window;
    let reached = if page.next.is_some() { page.reached } else { Some(to) };
    let until = before.and_then(|mark| mark.until).max(reached.map(|reached| reached.min(to)));
    let unfinished = page.next.clone().map(|after| Unfinished { from, to, after });
    ReconcileCheckpoint { until, asked_at: now, error: None, unfinished }
}

/// The mark when there was no answer. Time that ran out is no error. Where a place in a window was refused, the window is
/// asked from what is stored.
pub(crate) fn failed(
    before: Option<&ReconcileCheckpoint>,
    failure: &OrderSourceError,
    now: Time,
) -> ReconcileCheckpoint {
    let out_of_time = *failure == OrderSourceError::OutOfTime;
    let unfinished = before.and_then(|mark| mark.unfinished.clone());
    ReconcileCheckpoint {
        until: before.and_then(|mark| mark.until),
        asked_at: now,
        error: (!out_of_time).then(|| failure.code().to_owned()),
        unfinished: unfinished.filter(|_| !matches!(failure, OrderSourceError::QueryRejected(_))),
    }
}

#[cfg(test)]
mod tests {
    use types::time::DAY_MS;

    use super::*;

    const SETTINGS: Settings = Settings { lookback_ms: DAY_MS, overlap_ms: 5 * MINUTE_MS, delay_ms: MINUTE_MS };

    fn time(text: &str) -> Time {
        format!("2026-11-24T{text}Z").parse().unwrap()
    }

    fn mark(until: &str, unfinished: Option<Unfinished>) -> ReconcileCheckpoint {
        ReconcileCheckpoint { until: Some(time(until)), asked_at: time(until), error: None, unfinished }
    }

    fn page(reached: Option<&str>, next: Option<&str>) -> Page {
        Page { orders: Vec::new(), reached: reached.map(time), next: next.map(str::to_owned) }
    }

    #[test]
    fn the_first_run_looks_back_a_bounded_time_and_later_ones_overlap() {
        let now = time("12:00:00");
        let first_run = first(None, now, &SETTINGS).window;
        assert_eq!((first_run.from, first_run.to), (time("11:59:00").plus_millis(-DAY_MS), time("11:59:00")));
        let later = first(Some(&mark("11:45:00", None)), now, &SETTINGS).window;
        assert_eq!((later.from, later.to), (time("11:40:00"), time("11:59:00")));
        let turned_back = first(Some(&mark("13:00:00", None)), now, &SETTINGS).window;
        assert_eq!((turned_back.from, turned_back.to), (time("11:59:00"), time("11:59:00")));
    }

    #[test]
    fn a_page_moves_the_mark_to_its_last_change_and_the_last_page_to_the_windows_end() {
        let now = time("12:00:00");
        let asked = first(Some(&mark("11:45:00", None)), now, &SETTINGS);
        let middle = stored(Some(&mark("11:45:00", None)), &asked, &page(Some("11:50:00"), Some("c1")), now);
        assert_eq!(middle.until, Some(time("11:50:00")));
        let next = following(&middle, now, &SETTINGS).unwrap();
        assert_eq!((next.window, next.after.as_deref()), (asked.window, Some("c1")));
        let end = stored(Some(&middle), &next, &page(None, None), now);
        assert_eq!((end.until, &end.unfinished), (Some(time("11:59:00")), &None));
        assert_eq!(following(&end, now, &SETTINGS), None);
    }

    #[test]
    fn a_mark_never_goes_back_and_an_old_window_is_followed_by_the_present_one() {
        let now = time("12:00:00");
        let unfinished = Unfinished { from: time("10:00:00"), to: time("10:30:00"), after: "c".into() };
        let old = mark("10:20:00", Some(unfinished));
        let asked = first(Some(&old), now, &SETTINGS);
        assert_eq!(stored(Some(&old), &asked, &page(Some("10:05:00"), Some("d")), now).until, Some(time("10:20:00")));
        let end = stored(Some(&old), &asked, &page(None, None), now);
        let present = following(&end, now, &SETTINGS).unwrap();
        assert_eq!((present.window.from, present.window.to), (time("10:25:00"), time("11:59:00")));
    }

    #[test]
    fn a_failure_moves_nothing_and_a_refused_place_is_given_up() {
        let now = time("12:00:00");
        let unfinished = Unfinished { from: time("10:00:00"), to: time("10:30:00"), after: "c".into() };
        let before = mark("10:20:00", Some(unfinished.clone()));
        let throttled = failed(Some(&before), &OrderSourceError::Throttled, now);
        assert_eq!((throttled.until, throttled.error.as_deref()), (before.until, Some("throttled")));
        assert_eq!(throttled.unfinished, Some(unfinished));
        assert_eq!(failed(Some(&before), &OrderSourceError::QueryRejected("bad cursor".into()), now).unfinished, None);
        assert_eq!(failed(Some(&before), &OrderSourceError::OutOfTime, now).error, None);
        assert_eq!(failed(None, &OrderSourceError::TokenRejected, now).until, None);
    }
}
