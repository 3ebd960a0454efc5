//! The filter of orders.

use domain::integration::IntegrationId;
use domain::state::order::{ORDER_STATUSES, OrderSummary};
use runtime::response::ErrorResponse;
use types::Channel;

use crate::query::Query;

/// The filter of orders.
#[derive(Debug)]
pub(super) struct OrderFilter {
    /// Selects the integration to read. (All other fields select rows after they were read.)
    pub(super) integration: Option<IntegrationId>,
    source: Option<Channel>,
    status: Option<String>,
    test: Option<bool>,
}

impl OrderFilter {
    /// The names of the parameters.
    pub(super) const PARAMETERS: [&str; 4] = ["integration", "source", "status", "test"];

    /// Parses the parameters.
    ///
    /// # Errors
    /// 400 `bad_query`.
    pub(super) fn parse(query: &Query) -> Result<Self, ErrorResponse> {
        let status = |text: &str| ORDER_STATUSES.contains(&text).then(|| text.to_owned());
        let test = |text: &str| text.parse().ok();
        Ok(Self {
            integration: query.integration()?,
            source: query.keyword("source", "the name of a channel, such as shopify")?,
            status: query.parsed("status", &format!("one of {}", ORDER_STATUSES.join(", ")), status)?,
            test: query.parsed("test", "true or false", test)?,
        })
    }

    /// Whether some rows that are read may not match.
    pub(super) fn may_skip_rows(&self) -> bool {
        self.source.is_some() || self.status.is_some() || self.test.is_some()
    }

    /// Whether the order matches. A deleted order never does.
    pub(super) fn matches(&self, order: &OrderSummary) -> bool {
        // The index may still contain an order that was deleted a moment ago.
        !order.is_deleted()
            && self.source.is_none_or(|source| source == order.source)
            && self.status.as_ref().is_none_or(|status| *status == order.status)
            && self.test.is_none_or(|test| test == order.test)
    }
}
