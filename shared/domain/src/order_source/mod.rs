//! Asking a channel for what its webhooks did not bring. No channel promises that each webhook arrives
//! (Shopify: <https://shopify.dev/docs/apps/build/webhooks>), so what changed is asked for now and then.
//!
//! A channel that can be asked has an [`OrderSource`]. What it finds goes through the same log, stream and fold as a
//! webhook does.

mod error;
mod source;

pub use error::OrderSourceError;
pub use source::{OrderSource, Page, Window};
