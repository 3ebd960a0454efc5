//! Which orders are wanted.

use domain::integration::IntegrationId;
use domain::state::order::{ORDER_STATUSES, OrderSummary};
use runtime::response::ErrorResponse;
use types::Channel;

use crate::query::Query;

/// The parameters of a filtered list.
#[derive(Debug)]
pub(super) struct Filter {
    /// Narrows which integrations are read, rather than which of their rows are shown.
    pub(super) integration: Option<IntegrationId>,
    source: Option<Channel>,
    status: Option<String>,
}

impl Filter {
    /// Their names.
    pub(super) const PARAMETERS: [&str; 3] = ["integration", "source", "status"];

    /// Reads them.
    ///
    /// # Errors
    /// 400 `bad_query`.
    pub(super) fn read(query: &Query) -> Result<Self, ErrorResponse> {
        let status = |text: &str| ORDER_STATUSES.contains(&text).then(|| text.to_owned());
        Ok(Self {
            integration: query.integration()?,
            source: query.word("source", "the name of a channel, such as shopify")?,
            status: query.parsed("status", &format!("one of {}", ORDER_STATUSES.join(", ")), status)?,
        })
    }

    /// Whether there may be rows that are not wanted.
    pub(super) fn is_narrow(&self) -> bool {
        self.source.is_some() || self.status.is_some()
    }

    /// Whether the order is wanted.
    pub(super) fn takes(&self, line: &OrderSummary) -> bool {
        self.source.is_none_or(|source| source == line.source)
            && self.status.as_ref().is_none_or(|status| *status == line.status)
    }
}
