//! The filter of a live client: which of the updates that it may see are sent to it.

use serde::{Deserialize, Serialize};
use types::Channel;

use super::live_update::{LiveUpdate, LiveUpdateKind};
use crate::event_summary::Status;
use crate::integration::{IntegrationId, MAX_TOPIC_CHARS};

/// The most integrations, channels, topics and statuses in one filter.
const MAX_INTEGRATIONS: usize = 100;
const MAX_CHANNELS: usize = 10;
const MAX_TOPICS: usize = 50;
const MAX_STATUSES: usize = 2;
/// The longest order id, in bytes.
const MAX_ORDER_ID_BYTES: usize = 256;
/// The largest filter, in bytes of JSON: it is stored with its connection and read at every push.
const MAX_FILTER_BYTES: usize = 3 * 1024;

/// Which updates are sent to a connection. An update must match every member that is present; a filter without members
/// matches everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "RequestedFilter")]
pub struct Filter {
    #[serde(skip_serializing_if = "Option::is_none")]
    integrations: Option<Vec<IntegrationId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    channels: Option<Vec<Channel>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    topics: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    statuses: Option<Vec<Status>>,
}

/// A filter as a client sends it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RequestedFilter {
    integrations: Option<Vec<IntegrationId>>,
    channels: Option<Vec<Channel>>,
    order: Option<String>,
    topics: Option<Vec<String>>,
    statuses: Option<Vec<Status>>,
}

/// The filter exceeds a bound.
#[derive(Debug, thiserror::Error)]
#[error(
    "a filter has at most 100 integrations, 10 channels, 50 topics, 2 statuses and one order, and is at most 3 KB long"
)]
pub struct FilterTooLarge;

impl TryFrom<RequestedFilter> for Filter {
    type Error = FilterTooLarge;

    fn try_from(requested: RequestedFilter) -> Result<Self, FilterTooLarge> {
        let RequestedFilter { integrations, channels, order, topics, statuses } = requested;
        let longest_topic = topics.iter().flatten().map(String::len).max().unwrap_or_default();
        let filter = Self { integrations, channels, order, topics, statuses };
        let fits = length(&filter.integrations) <= MAX_INTEGRATIONS
            && length(&filter.channels) <= MAX_CHANNELS
            && length(&filter.topics) <= MAX_TOPICS
            && length(&filter.statuses) <= MAX_STATUSES
            && filter.order.as_ref().is_none_or(|order| order.len() <= MAX_ORDER_ID_BYTES)
            && longest_topic <= MAX_TOPIC_CHARS
            && filter.to_json().len() <= MAX_FILTER_BYTES;
        if fits { Ok(filter) } else { Err(FilterTooLarge) }
    }
}

fn length<T>(list: &Option<Vec<T>>) -> usize {
    list.as_ref().map_or(0, Vec::len)
}

impl Filter {
    /// Whether the update is sent to the client.
    pub fn matches(&self, update: &LiveUpdate) -> bool {
        let kind_matches = match update.kind() {
            LiveUpdateKind::Event { topic, status, .. } => has(&self.topics, topic) && has(&self.statuses, status),
            LiveUpdateKind::Order { .. } => true,
        };
        kind_matches
            && self.matches_integration(update.integration())
            && has(&self.channels, &update.channel())
            && self.order.as_deref().is_none_or(|order| update.order_id() == Some(order))
    }

    /// Whether the filter can match updates of this integration.
    pub fn matches_integration(&self, id: &IntegrationId) -> bool {
        has(&self.integrations, id)
    }

    /// Whether the filter can match updates about this order, as far as its integration and id decide it.
    pub fn may_match_order(&self, integration: &IntegrationId, id: &str) -> bool {
        self.matches_integration(integration) && self.order.as_deref().is_none_or(|order| order == id)
    }

    /// The channels whose updates match; `None` if those of all channels do.
    pub fn channels(&self) -> Option<&[Channel]> {
        self.channels.as_deref()
    }

    /// The topics whose events match; `None` if those of all topics do.
    pub fn topics(&self) -> Option<&[String]> {
        self.topics.as_deref()
    }

    /// The statuses whose events match; `None` if those of all statuses do.
    pub fn statuses(&self) -> Option<&[Status]> {
        self.statuses.as_deref()
    }

    /// The only order whose updates match; `None` if those of all orders do.
    pub fn order(&self) -> Option<&str> {
        self.order.as_deref()
    }

    /// The filter as clients write it.
    fn to_json(&self) -> String {
        serde_json::to_string(self).expect("lists of texts serialize")
    }
}

fn has<T: PartialEq>(list: &Option<Vec<T>>, item: &T) -> bool {
    list.as_ref().is_none_or(|list| list.contains(item))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use types::event_id::EventId;
    use types::time::Time;

    use super::*;
    use crate::event_summary::EventSummary;

    fn read(filter: Value) -> Result<Filter, serde_json::Error> {
        serde_json::from_value(filter)
    }

    fn event(order: &str, topic: &str, status: Status) -> LiveUpdate {
        let at = Time::from_millis(1_790_000_000_000).unwrap();
        let update = json!({
            "id": EventId::first_of(at), "integration": "shop", "source": "shopify", "shop_domain": "shop", "topic": topic,
            "subject": format!("order#{order}"), "status": status, "payload_summary": "", "received_at": at,
            "occurred_at": null, "processed_at": at, "error": null, "rev": 1,
        });
        LiveUpdate::event(&serde_json::from_value::<EventSummary>(update).unwrap())
    }

    #[test]
    fn update_must_match_every_member() {
        let update = event("7", "orders/create", Status::Processed);
        for (filter, expected) in [
            (json!({}), true),
            (json!({"integrations": ["other", "shop"]}), true),
            (json!({"integrations": ["other"]}), false),
            (json!({"integrations": []}), false),
            (json!({"channels": ["shopify"]}), true),
            (json!({"channels": ["amazon"]}), false),
            (json!({"order": "7"}), true),
            (json!({"order": "70"}), false),
            (json!({"topics": ["orders/create"]}), true),
            (json!({"topics": ["orders/updated"]}), false),
            (json!({"statuses": ["processed"]}), true),
            (json!({"statuses": ["failed"]}), false),
            (json!({"order": "7", "topics": ["orders/create"], "integrations": ["shop"]}), true),
            (json!({"order": "7", "topics": ["orders/create"], "integrations": ["other"]}), false),
            (json!({"order": null}), true),
        ] {
            assert_eq!(read(filter.clone()).unwrap().matches(&update), expected, "{filter}");
        }
    }

    #[test]
    fn invalid_or_too_large_filter_is_rejected() {
        let long: Vec<_> = (0..101).map(|number| number.to_string()).collect();
        let wide: Vec<_> = (0..60).map(|number| format!("{}{number:02}", "x".repeat(60))).collect();
        for bad in [
            json!([]),
            json!({"integration": "shop"}),
            json!({"integrations": "shop"}),
            json!({"integrations": ["Shop"]}),
            json!({ "integrations": long }),
            json!({ "integrations": wide }),
            json!({"channels": ["etsy"]}),
            json!({"channels": vec!["shopify"; 11]}),
            json!({"order": 7}),
            json!({"order": "7".repeat(257)}),
            json!({"topics": vec!["a"; 51]}),
            json!({"topics": ["a".repeat(MAX_TOPIC_CHARS + 1)]}),
            json!({"statuses": ["stored"]}),
            json!({"statuses": ["failed", "failed", "failed"]}),
        ] {
            assert!(read(bad.clone()).is_err(), "{bad}");
        }
        assert_eq!(read(json!({})).unwrap(), Filter::default());
        assert_eq!(Filter::default().to_json(), "{}");
    }
}
