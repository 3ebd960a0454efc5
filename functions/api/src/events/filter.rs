//! The filter of events, for the list and for replays.

use domain::event_summary::{EventSummary, Status};
use domain::integration::IntegrationId;
use runtime::response::ErrorResponse;
use types::Channel;

use crate::paging::bounded_text;
use crate::query::Query;

/// More than the receivers keep of a topic.
pub(crate) const MAX_TOPIC_CHARS: usize = 255;
/// The longest domain name (RFC 1035, section 2.3.4).
pub(crate) const MAX_DOMAIN_CHARS: usize = 255;

/// The filter of events.
#[derive(Debug, Default)]
pub(super) struct EventFilter {
    /// Selects the integration to read. (All other fields select rows after they were read.)
    pub(super) integration: Option<IntegrationId>,
    source: Option<Channel>,
    topic: Option<String>,
    status: Option<Status>,
    shop_domain: Option<String>,
}

impl EventFilter {
    /// The names of the parameters.
    pub(super) const PARAMETERS: [&str; 5] = ["integration", "source", "topic", "status", "shop_domain"];

    /// Parses the parameters.
    ///
    /// # Errors
    /// 400 `bad_query`, or `bad_body` if they stand in a body.
    pub(super) fn parse(query: &Query) -> Result<Self, ErrorResponse> {
        Ok(Self {
            integration: query.integration()?,
            source: query.keyword("source", "the name of a channel, such as shopify")?,
            topic: bounded_text(query, "topic", MAX_TOPIC_CHARS)?,
            status: query.keyword("status", "processed or failed")?,
            shop_domain: bounded_text(query, "shop_domain", MAX_DOMAIN_CHARS)?,
        })
    }

    /// Whether some rows that are read may not match.
    pub(super) fn may_skip_rows(&self) -> bool {
        self.source.is_some() || self.topic.is_some() || self.status.is_some() || self.shop_domain.is_some()
    }

    /// Whether the event matches.
    pub(super) fn matches(&self, event: &EventSummary) -> bool {
        self.source.is_none_or(|source| source == event.source)
            && self.status.is_none_or(|status| status == event.status)
            && self.topic.as_ref().is_none_or(|topic| *topic == event.topic)
            && self.shop_domain.as_ref().is_none_or(|domain| is_of_account(event, domain))
    }
}

/// Whether `domain` names the event's account, in any spelling that the channel accepts.
fn is_of_account(event: &EventSummary, domain: &str) -> bool {
    event.shop_domain == domain
        || channels::adapter(event.source).account_key(domain).as_ref() == Some(&event.shop_domain)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn filter(raw: &str) -> Result<EventFilter, ErrorResponse> {
        EventFilter::parse(&Query::parse(Some(raw), &EventFilter::PARAMETERS).unwrap())
    }

    fn event() -> EventSummary {
        serde_json::from_value(json!({
            "id": "01K8XGZZ1B3G6M2N4P5Q6R7S8T", "integration": "demo-shopify", "source": "shopify",
            "shop_domain": "demo-shop.myshopify.com", "topic": "orders/create", "subject": null, "status": "processed",
            "payload_summary": "", "received_at": "2026-11-02T04:45:00.000Z", "occurred_at": null,
            "processed_at": "2026-11-02T04:45:00.000Z", "error": null, "rev": 1,
        }))
        .unwrap()
    }

    #[test]
    fn event_matches_exact_values_and_any_spelling_of_its_account() {
        let table = [
            ("", true),
            ("source=shopify&topic=orders/create&status=processed", true),
            ("topic=orders", false),
            ("topic=orders/updated", false),
            ("status=failed", false),
            ("shop_domain=demo-shop.myshopify.com", true),
            ("shop_domain=Demo-Shop.myshopify.com", true),
            ("shop_domain=other.myshopify.com", false),
        ];
        for (raw, expected) in table {
            assert_eq!(filter(raw).unwrap().matches(&event()), expected, "{raw}");
        }
    }

    #[test]
    fn invalid_filter_value_is_named() {
        for bad in
            ["source=ebay", "source=Shopify", "status=done", "integration=a%23b", &format!("topic={}", "a".repeat(256))]
        {
            let error = filter(bad).unwrap_err();
            let name = bad.split('=').next().unwrap();
            assert!(error.code == "bad_query" && error.message.contains(name), "{bad}: {}", error.message);
        }
    }
}
