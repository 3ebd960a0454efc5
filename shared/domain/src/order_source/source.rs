//! Where orders are asked for.

use futures_util::future::BoxFuture;
use signatures::FetchedBody;
use types::time::Time;

use super::OrderSourceError;
use crate::integration::Integration;

/// What is asked for: orders whose last change lies in it, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The oldest change.
    pub from: Time,
    /// The newest change.
    pub to: Time,
}

/// Some of the orders of a window, those that changed longest ago first.
#[derive(Debug)]
pub struct Page {
    /// The orders, each as it is now.
    pub orders: Vec<FetchedBody>,
    /// When the last of them was changed; `None` where there is none.
    pub reached: Option<Time>,
    /// Where the next page begins; `None` at the window's end.
    pub next: Option<String>,
}

/// Asks a channel for orders.
pub trait OrderSource: Send + Sync {
    /// A page of the orders of `window`, from the beginning or behind `after`, which an earlier page gave. Nothing is
    /// waited for beyond `deadline`.
    fn page<'a>(
        &'a self,
        integration: &'a Integration,
        window: Window,
        after: Option<&'a str>,
        deadline: Time,
    ) -> BoxFuture<'a, Result<Page, OrderSourceError>>;
}
