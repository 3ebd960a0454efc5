//! Test webhooks: what an owner sends to see that one arrives. They are of no channel, and change nothing.
//!
//! A test is told by its body alone, which is proven as any other: nothing of a sender looks like it, and whoever can
//! sign one could sign an order.

use serde::{Deserialize, Serialize};
use types::event_id::EventId;
use types::time::Time;

use super::NormalizedEvent;

/// The topic of a test, where it can be said.
pub const TOPIC: &str = "storebell/test";
/// The summary of its event.
const SUMMARY: &str = "Test webhook: signature verified";
/// The longest body that is looked at, in bytes.
const LONGEST: usize = 300;

/// A test, whole: a body with any other member is none.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Test {
    /// The topic, where senders of Standard Webhooks say theirs.
    r#type: String,
    id: EventId,
    timestamp: Time,
    note: String,
}

const NOTE: &str = "A test of Storebell's owner. It is about no order and changes nothing.";

/// The body of a new test.
pub fn body(id: EventId, timestamp: Time) -> Vec<u8> {
    let test = Test { r#type: TOPIC.to_owned(), id, timestamp, note: NOTE.to_owned() };
    serde_json::to_vec(&test).expect("a struct of plain fields serializes")
}

/// What a body means, if it is a test.
pub(super) fn normalize(body: &[u8]) -> Option<NormalizedEvent> {
    let test: Test = (body.len() <= LONGEST).then(|| serde_json::from_slice(body).ok()).flatten()?;
    let is_test = test.r#type == TOPIC && test.note == NOTE;
    is_test.then(|| NormalizedEvent { occurred_at: Some(test.timestamp), ..NormalizedEvent::kept(SUMMARY) })
}

#[cfg(test)]
mod tests {
    use types::Channel;

    use super::*;
    use crate::Context;

    #[test]
    fn a_test_is_understood_on_every_channel_whatever_its_topic_and_changes_nothing() {
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
        assert!(body.len() <= LONGEST);
    }

    #[test]
    fn an_order_is_no_test_whatever_it_says_besides() {
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
