//! Reconciliation: fetching from a channel's API what no webhook delivered. No channel guarantees that each webhook
//! arrives (Shopify: <https://shopify.dev/docs/apps/build/webhooks>), so changed orders are fetched on a schedule.
//!
//! A channel that supports reconciliation has an [`OrderSource`]. A fetched order passes through the same deliveries,
//! stream and projection as a webhook.

mod error;
mod source;

pub use error::OrderSourceError;
pub use source::{OrderSource, Page, Window};
