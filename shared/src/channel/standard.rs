//! Any sender that follows Standard Webhooks: a new one costs configuration and no code.
//!
//! Source: <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>

use http::HeaderMap;
use serde::Deserialize;

use super::{Context, Id, NotUnderstood, Sender, TopicClass, Understood, is_object, json};
use crate::scheme::{Scheme, standard_webhooks};
use crate::text::shortened;
use crate::time::Time;

/// What there is to know about senders of Standard Webhooks.
pub struct Standard;

/// The longest account key, in characters.
const LONGEST_ACCOUNT: usize = 128;

/// The payload that the specification recommends; a sender may leave out any of it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Payload {
    r#type: Option<String>,
    timestamp: Option<String>,
    data: Data,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Data {
    id: Option<Id>,
}

/// As much of the payload as is as recommended: nothing of it is owed.
fn payload(text: &str) -> Payload {
    let whole = || serde_json::from_str(text).ok();
    is_object(text).then(whole).flatten().unwrap_or_default()
}

impl Sender for Standard {
    fn account_header(&self) -> Option<&'static str> {
        None
    }

    fn usual_scheme(&self) -> Scheme {
        Scheme::StandardWebhooks(standard_webhooks::Settings::default())
    }

    /// Any: senders that sign or name themselves in another way come in here, too.
    fn takes(&self, _scheme: &Scheme) -> bool {
        true
    }

    fn topic_header(&self) -> Option<&'static str> {
        None
    }

    fn topic(&self, _headers: &HeaderMap, body: &[u8]) -> String {
        std::str::from_utf8(body).ok().and_then(|text| payload(text).r#type).unwrap_or_default()
    }

    fn keeps_header(&self, name: &str) -> bool {
        matches!(name, "webhook-id" | "webhook-timestamp" | "content-type" | "user-agent")
    }

    /// The signed id tells deliveries apart, so no topic does.
    fn topic_class(&self, _topic: &str) -> TopicClass {
        TopicClass::Other
    }

    /// Whatever its owner calls the sender.
    fn account_key(&self, text: &str) -> Option<String> {
        let text = text.trim();
        let allowed = |c: char| c.is_ascii_alphanumeric() || "._:@/-".contains(c);
        ((1..=LONGEST_ACCOUNT).contains(&text.len()) && text.chars().all(allowed)).then(|| text.to_owned())
    }

    /// Nothing is known of such a sender but its envelope: the event is kept and shown.
    fn understand(&self, context: &Context<'_>, body: &[u8]) -> Result<Understood, NotUnderstood> {
        let payload = payload(json(body)?);
        let occurred_at = payload.timestamp.and_then(|text| text.parse::<Time>().ok());
        let topic = if context.topic.is_empty() { "Webhook without a type" } else { context.topic };
        let summary = payload.data.id.map_or_else(|| topic.to_owned(), |id| format!("{topic}: {id}"));
        Ok(Understood { subject: None, occurred_at, summary: shortened(&summary, 200), change: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channel::Channel;

    fn understand(body: &str) -> Result<Understood, NotUnderstood> {
        let topic = Standard.topic(&HeaderMap::new(), body.as_bytes());
        let received_at = "2026-11-23T00:00:00Z".parse().unwrap();
        Channel::Standard.understand(&Context { topic: &topic, account: "any", received_at }, body.as_bytes())
    }

    #[test]
    fn the_recommended_payload_is_summarized() {
        let body = r#"{"type":"order.paid","timestamp":"2026-11-02T04:45:00Z","data":{"id":820982911946154508}}"#;
        let understood = understand(body).unwrap();
        assert_eq!(understood.summary, "order.paid: 820982911946154508");
        assert_eq!(understood.occurred_at.unwrap().to_string(), "2026-11-02T04:45:00.000Z");
    }

    #[test]
    fn another_payload_is_kept_without_an_error() {
        assert_eq!(understand(r#"{"hello":"world"}"#).unwrap().summary, "Webhook without a type");
        assert_eq!(understand("[1,2]").unwrap().summary, "Webhook without a type");
        assert_eq!(understand("hello").unwrap_err().word, "not_json");
    }

    #[test]
    fn an_account_key_could_break_no_key() {
        assert_eq!(Standard.account_key(" etsy/shop-1 ").as_deref(), Some("etsy/shop-1"));
        for bad in ["", "a#b", "a b", "ä", &"a".repeat(129)] {
            assert_eq!(Standard.account_key(bad), None, "{bad}");
        }
    }
}
