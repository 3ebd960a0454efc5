//! The interface through which changed orders are fetched.

use futures_util::future::BoxFuture;
use signatures::FetchedBody;
use types::time::Time;

use super::OrderSourceError;
use crate::integration::Integration;

/// A time range: orders whose last change lies in it are fetched, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The oldest change.
    pub from: Time,
    /// The newest change.
    pub to: Time,
}

/// Some of a window's orders, least recently changed first.
#[derive(Debug)]
pub struct Page {
    /// The orders, each in its current form.
    pub orders: Vec<FetchedBody>,
    /// When the last of them was changed; `None` if the page is empty.
    pub reached: Option<Time>,
    /// Where the next page begins; `None` on the last page.
    pub next: Option<String>,
}

/// Fetches orders from a channel's API.
pub trait OrderSource: Send + Sync {
    /// Fetches a page of the orders of `window`: the first one, or the one at `after`, which is an earlier page's
    /// `next`. Returns [`OrderSourceError::Throttled`] or [`OrderSourceError::OutOfTime`] rather than wait beyond
    /// `deadline`.
    fn page<'a>(
        &'a self,
        integration: &'a Integration,
        window: Window,
        after: Option<&'a str>,
        deadline: Time,
    ) -> BoxFuture<'a, Result<Page, OrderSourceError>>;

    /// Fetches the order `id` as it is now, to decide between its snapshots of the source time `tied_at`; `None` if it no
    /// longer exists. It wins over every snapshot of that time. The call begins after the second of `tied_at`.
    fn order<'a>(
        &'a self,
        integration: &'a Integration,
        id: &'a str,
        tied_at: Time,
        deadline: Time,
    ) -> BoxFuture<'a, Result<Option<FetchedBody>, OrderSourceError>>;
}
