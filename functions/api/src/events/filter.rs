//! Which events are wanted.

use domain::event_summary::{EventSummary, Status};
use domain::integration::IntegrationId;
use runtime::response::ErrorResponse;
use types::Channel;

use crate::paging::bounded_text;
use crate::query::Query;

/// As long as the door keeps topics, and longer.
const MAX_TOPIC_CHARS: usize = 255;
/// As long as a domain name can be.
const LONGEST_DOMAIN: usize = 255;

/// The parameters of a filtered list.
#[derive(Debug, Default)]
pub(super) struct Filter {
    /// Narrows which integrations are read, rather than which of their rows are shown.
    pub(super) integration: Option<IntegrationId>,
    source: Option<Channel>,
    topic: Option<String>,
    status: Option<Status>,
    shop_domain: Option<String>,
}

impl Filter {
    /// Their names.
    pub(super) const PARAMETERS: [&str; 5] = ["integration", "source", "topic", "status", "shop_domain"];

    /// Reads them.
    ///
    /// # Errors
    /// 400 `bad_query`.
    pub(super) fn read(query: &Query) -> Result<Self, ErrorResponse> {
        Ok(Self {
            integration: query.integration()?,
            source: query.word("source", "the name of a channel, such as shopify")?,
            topic: bounded_text(query, "topic", MAX_TOPIC_CHARS)?,
            status: query.word("status", "processed or failed")?,
            shop_domain: bounded_text(query, "shop_domain", LONGEST_DOMAIN)?,
        })
    }

    /// Whether there may be rows that are not wanted.
    pub(super) fn is_narrow(&self) -> bool {
        self.source.is_some() || self.topic.is_some() || self.status.is_some() || self.shop_domain.is_some()
    }

    /// Whether the event is wanted.
    pub(super) fn takes(&self, line: &EventSummary) -> bool {
        self.source.is_none_or(|source| source == line.source)
            && self.status.is_none_or(|status| status == line.status)
            && self.topic.as_ref().is_none_or(|topic| *topic == line.topic)
            && self.shop_domain.as_ref().is_none_or(|domain| is_of(line, domain))
    }
}

/// Whether the event is of the account that `domain` names, in any spelling that the channel's door takes.
fn is_of(line: &EventSummary, domain: &str) -> bool {
    line.shop_domain == domain || channels::adapter(line.source).account_key(domain).as_ref() == Some(&line.shop_domain)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn filter(raw: &str) -> Result<Filter, ErrorResponse> {
        Filter::read(&Query::read(Some(raw), &Filter::PARAMETERS).unwrap())
    }

    fn line() -> EventSummary {
        serde_json::from_value(json!({
            "id": "01K8XGZZ1B3G6M2N4P5Q6R7S8T", "integration": "demo-shopify", "source": "shopify",
            "shop_domain": "demo-shop.myshopify.com", "topic": "orders/create", "subject": null, "status": "processed",
            "payload_summary": "", "received_at": "2026-11-02T04:45:00.000Z", "occurred_at": null,
            "processed_at": "2026-11-02T04:45:00.000Z", "error": null, "rev": 1,
        }))
        .unwrap()
    }

    #[test]
    fn an_event_is_taken_by_what_it_is_and_by_nothing_else() {
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
        for (raw, taken) in table {
            assert_eq!(filter(raw).unwrap().takes(&line()), taken, "{raw}");
        }
    }

    #[test]
    fn what_can_be_no_value_is_named() {
        for bad in
            ["source=ebay", "source=Shopify", "status=done", "integration=a%23b", &format!("topic={}", "a".repeat(256))]
        {
            let error = filter(bad).unwrap_err();
            let name = bad.split('=').next().unwrap();
            assert!(error.code == "bad_query" && error.message.contains(name), "{bad}: {}", error.message);
        }
    }
}
