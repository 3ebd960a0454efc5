//! Test webhooks, which an owner sends to see that one arrives. They are not specific to a channel and change nothing.
//!
//! A test webhook is recognized by its body alone, which is verified as any other. No sender's payload looks like it, and
//! someone who could sign one could sign an order, too.

use serde::{Deserialize, Serialize};
use types::event_id::EventId;
use types::time::Time;

use crate::NormalizedEvent;

/// The topic of a test webhook, if the channel's requests can name one.
pub const TOPIC: &str = "storebell/test";
/// The summary of its event.
const SUMMARY: &str = "Test webhook: signature verified";
/// The longest body that may be a test webhook.
const MAX_BODY_BYTES: usize = 300;

/// The body of a test webhook; with any other member it is none.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TestWebhook {
    /// The topic, in the member where senders of Standard Webhooks have theirs.
    r#type: String,
    id: EventId,
    timestamp: Time,
    note: String,
}

/// Part of the format, by which stored test webhooks are recognized in a replay: it must not change.
const NOTE: &str = "A test of Storebell's owner. It is about no order and changes nothing.";

/// The body of a new test webhook.
pub fn body(id: EventId, timestamp: Time) -> Vec<u8> {
    let test = TestWebhook { r#type: TOPIC.to_owned(), id, timestamp, note: NOTE.to_owned() };
    serde_json::to_vec(&test).expect("a struct of plain fields serializes")
}

/// The event of a test webhook; `None` for any other body.
pub(super) fn normalize(body: &[u8]) -> Option<NormalizedEvent> {
    let test: TestWebhook = (body.len() <= MAX_BODY_BYTES).then(|| serde_json::from_slice(body).ok()).flatten()?;
    let is_test = test.r#type == TOPIC && test.note == NOTE;
    is_test.then(|| NormalizedEvent { occurred_at: Some(test.timestamp), ..NormalizedEvent::without_changes(SUMMARY) })
}

#[cfg(test)]
mod tests {
    use types::Channel;

    use super::*;
    use crate::Context;

    #[test]
    fn test_webhook_on_any_channel_and_topic_changes_nothing() {
        let at: Time = "2026-11-02T04:45:00Z".parse().unwrap();
        let body = body(EventId::first_of(at), at);
        for channel in Channel::ALL {
            for topic in [TOPIC, "", "orders/create"] {
                let normalized =
                    crate::normalize(*channel, &Context { topic, account: "a", received_at: at }, &body).unwrap();
                assert_eq!((normalized.summary.as_str(), normalized.changes.len()), (SUMMARY, 0), "{}", channel.name());
                assert_eq!(normalized.subject, None);
            }
        }
        assert!(body.len() <= MAX_BODY_BYTES);
    }

    #[test]
    fn body_that_differs_from_a_test_webhook_is_none() {
        let at: Time = "2026-11-02T04:45:00Z".parse().unwrap();
        let text = String::from_utf8(body(EventId::first_of(at), at)).unwrap();
        for other in [
            text.replacen('{', "{\"order_id\":1,", 1),
            text.replace("storebell/", ""),
            text.replace("no order", "an order"),
        ] {
            assert!(normalize(other.as_bytes()).is_none(), "{other}");
        }
    }
}
