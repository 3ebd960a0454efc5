//! What a live client wants of what it may see.

use serde::{Deserialize, Serialize};
use types::Channel;

use super::live_update::{LiveUpdate, LiveUpdateKind};
use crate::event_summary::Status;
use crate::integration::{IntegrationId, MAX_TOPIC_CHARS};

/// The most integrations, channels, topics and statuses of a filter.
const MOST: [usize; 4] = [100, 10, 50, 2];
/// The longest id of an order, in bytes.
const LONGEST_ORDER: usize = 256;
/// The largest filter, in bytes of JSON: it is stored with its connection and read at every push.
const LARGEST: usize = 3 * 1024;

/// Which lines a connection is sent. Each member that is there takes what is in its list, all together; one without
/// members takes everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Wanted")]
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
struct Wanted {
    integrations: Option<Vec<IntegrationId>>,
    channels: Option<Vec<Channel>>,
    order: Option<String>,
    topics: Option<Vec<String>>,
    statuses: Option<Vec<Status>>,
}

/// A filter that is larger than filters may be.
#[derive(Debug, thiserror::Error)]
#[error(
    "a filter has at most 100 integrations, 10 channels, 50 topics, 2 statuses and one order, and is at most 3 KB long"
)]
pub struct FilterTooLarge;

impl TryFrom<Wanted> for Filter {
    type Error = FilterTooLarge;

    fn try_from(wanted: Wanted) -> Result<Self, FilterTooLarge> {
        let Wanted { integrations, channels, order, topics, statuses } = wanted;
        let lengths = [length(&integrations), length(&channels), length(&topics), length(&statuses)];
        let longest_topic = topics.iter().flatten().map(String::len).max().unwrap_or_default();
        let filter = Self { integrations, channels, order, topics, statuses };
        let fits = lengths.iter().zip(MOST).all(|(length, most)| *length <= most)
            && filter.order.as_ref().is_none_or(|order| order.len() <= LONGEST_ORDER)
            && longest_topic <= MAX_TOPIC_CHARS
            && filter.to_json().len() <= LARGEST;
        if fits { Ok(filter) } else { Err(FilterTooLarge) }
    }
}

fn length<T>(list: &Option<Vec<T>>) -> usize {
    list.as_ref().map_or(0, Vec::len)
}

impl Filter {
    /// Whether the client wants this line.
    pub fn matches(&self, line: &LiveUpdate) -> bool {
        let kind_matches = match line.kind() {
            LiveUpdateKind::Event { topic, status, .. } => has(&self.topics, topic) && has(&self.statuses, status),
            LiveUpdateKind::Order { .. } => true,
        };
        kind_matches
            && self.matches_integration(line.integration())
            && has(&self.channels, &line.channel())
            && self.order.as_deref().is_none_or(|order| line.order_id() == Some(order))
    }

    /// Whether it takes anything of this integration.
    pub fn matches_integration(&self, id: &IntegrationId) -> bool {
        has(&self.integrations, id)
    }

    /// Whether it may take the order of this id, as far as that can be said without the order.
    pub fn may_match_order(&self, integration: &IntegrationId, id: &str) -> bool {
        self.matches_integration(integration) && self.order.as_deref().is_none_or(|order| order == id)
    }

    /// The channels of which it takes lines; `None` where it takes those of all.
    pub fn channels(&self) -> Option<&[Channel]> {
        self.channels.as_deref()
    }

    /// The topics of which it takes events; `None` where it takes those of all.
    pub fn topics(&self) -> Option<&[String]> {
        self.topics.as_deref()
    }

    /// The statuses of which it takes events; `None` where it takes those of all.
    pub fn statuses(&self) -> Option<&[Status]> {
        self.statuses.as_deref()
    }

    /// The one order that it takes; `None` where it takes all.
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
        let line = json!({
            "id": EventId::first_of(at), "integration": "shop", "source": "shopify", "shop_domain": "shop", "topic": topic,
            "subject": format!("order#{order}"), "status": status, "payload_summary": "", "received_at": at,
            "occurred_at": null, "processed_at": at, "error": null, "rev": 1,
        });
        LiveUpdate::event(&serde_json::from_value::<EventSummary>(line).unwrap())
    }

    #[test]
    fn each_member_takes_what_is_in_its_list_and_all_together() {
        let line = event("7", "orders/create", Status::Processed);
        for (filter, takes) in [
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
            assert_eq!(read(filter.clone()).unwrap().matches(&line), takes, "{filter}");
        }
    }

    #[test]
    fn what_is_no_filter_or_too_large_is_refused() {
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
