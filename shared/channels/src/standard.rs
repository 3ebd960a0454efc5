//! Any sender that follows Standard Webhooks: a new one costs configuration and no code.
//!
//! Source: <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>

use domain::delivery::DedupTopic;
use domain::integration::{Capabilities, Integration};
use http::HeaderMap;
use serde::Deserialize;
use serde_json::value::RawValue;
use signatures::{Scheme, standard_webhooks};
use types::text::shortened;
use types::time::Time;
use types::transport::Transport;

use super::account::any_key;
use super::normalize::MAX_LEAD_MS;
use super::{ChannelAdapter, Context, Id, NormalizeError, NormalizedEvent, field, json, object};

/// What there is to know about senders of Standard Webhooks.
pub struct Standard;

/// The payload that the specification recommends. Nothing of it is owed: each field is read alone, so that one that is
/// written otherwise takes nothing from the others.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Payload<'a> {
    #[serde(borrow)]
    r#type: Option<&'a RawValue>,
    #[serde(borrow)]
    timestamp: Option<&'a RawValue>,
    #[serde(borrow)]
    data: Option<&'a RawValue>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Data<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
}

/// An id for people: digits as they stand, or the text.
fn id_of(data: Option<&RawValue>) -> Option<String> {
    let id = object::<Data<'_>>(data?.get()).id;
    field::<Id>(id).map(String::from).or_else(|| field::<String>(id).map(|text| shortened(&text, 100)))
}

impl ChannelAdapter for Standard {
    fn account_header(&self) -> Option<&'static str> {
        None
    }

    fn default_scheme(&self, way: Transport, _account: &str) -> Option<Scheme> {
        (way == Transport::Https).then(|| Scheme::StandardWebhooks(standard_webhooks::Settings::default()))
    }

    /// All that can be computed from a request: senders that sign or name themselves in another way come in here, too.
    fn supports_scheme(&self, way: Transport, scheme: &Scheme) -> bool {
        let computed = match scheme {
            Scheme::HmacSha256(_) | Scheme::StandardWebhooks(_) | Scheme::StaticToken(_) | Scheme::Fklogin(_) => true,
            Scheme::Sns(_) | Scheme::Iam(_) => false,
        };
        way == Transport::Https && computed
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            found_by_account: self.account_header().is_some(),
            configurable_topic: true,
            configurable_reply: true,
            nonces: true,
            ..Capabilities::default()
        }
    }

    fn topic_header(&self) -> Option<&'static str> {
        None
    }

    fn topic(&self, _headers: &HeaderMap, body: &[u8]) -> String {
        let text = std::str::from_utf8(body).unwrap_or_default();
        field(object::<Payload<'_>>(text).r#type).unwrap_or_default()
    }

    fn steps(&self, _integration: &Integration, url: &str) -> Vec<String> {
        vec![
            format!("Give the sender the URL {url}; where `topic` stands in the path, with the topic behind it."),
            "`secrets` must hold the secret that the sender shows, `whsec_` included.".to_owned(),
        ]
    }

    /// Senders that follow no specification say in headers of their own what a webhook is: those are kept for people.
    fn keeps_header(&self, name: &str) -> bool {
        let of_its_own = name.starts_with("x-") && ["-topic", "-event", "-id"].iter().any(|end| name.ends_with(end));
        of_its_own || matches!(name, "webhook-id" | "webhook-timestamp" | "content-type" | "user-agent")
    }

    /// Where the signed id tells deliveries apart, this does not count. Where a scheme signs none, two happenings may
    /// have the same body (a stock of 0, of 5, of 0 again), and the day at least tells them apart.
    fn dedup_topic(&self, _topic: &str) -> DedupTopic {
        DedupTopic::Daily("other")
    }

    /// Whatever its owner calls the sender.
    fn account_key(&self, text: &str) -> Option<String> {
        any_key(text)
    }

    /// Nothing is known of such a sender but its envelope: the event is kept and shown.
    fn normalize(&self, context: &Context<'_>, body: &[u8]) -> Result<NormalizedEvent, NormalizeError> {
        let payload: Payload<'_> = object(json(body)?);
        // It changes no state, so a time to come (of a reminder, say) is no error; it is just not when it happened.
        let latest = context.received_at.plus_millis(MAX_LEAD_MS);
        let occurred_at = field::<Time>(payload.timestamp).filter(|time| *time <= latest);
        let topic = if context.topic.is_empty() { "Webhook without a type" } else { context.topic };
        let summary = id_of(payload.data).map_or_else(|| topic.to_owned(), |id| format!("{topic}: {id}"));
        Ok(NormalizedEvent { occurred_at, ..NormalizedEvent::kept(shortened(&summary, 200)) })
    }
}

#[cfg(test)]
mod tests {
    use types::Channel;

    use super::*;

    fn normalize(body: &str) -> Result<NormalizedEvent, NormalizeError> {
        let topic = Standard.topic(&HeaderMap::new(), body.as_bytes());
        let received_at = "2026-11-23T00:00:00Z".parse().unwrap();
        crate::normalize(Channel::Standard, &Context { topic: &topic, account: "any", received_at }, body.as_bytes())
    }

    #[test]
    fn the_recommended_payload_is_summarized() {
        let body = r#"{"type":"order.paid","timestamp":"2026-11-02T04:45:00Z","data":{"id":820982911946154508}}"#;
        let normalized = normalize(body).unwrap();
        assert_eq!(normalized.summary, "order.paid: 820982911946154508");
        assert_eq!(normalized.occurred_at.unwrap().to_string(), "2026-11-02T04:45:00.000Z");
    }

    #[test]
    fn another_payload_is_kept_without_an_error() {
        assert_eq!(normalize(r#"{"hello":"world"}"#).unwrap().summary, "Webhook without a type");
        assert_eq!(normalize("[1,2]").unwrap().summary, "Webhook without a type");
        assert_eq!(normalize("hello").unwrap_err().code, "not_json");
    }

    #[test]
    fn one_field_that_is_written_otherwise_takes_nothing_from_the_others() {
        for (rest, summary) in [
            (r#""timestamp":1654012591835,"data":{"id":7}"#, "a.b: 7"),
            (r#""timestamp":"2099-01-01T00:00:00Z","data":null"#, "a.b"),
            (r#""data":"x""#, "a.b"),
            (r#""data":{"id":"gid://shop/Order/1"}"#, "a.b: gid://shop/Order/1"),
            (r#""data":{"id":-1}"#, "a.b"),
        ] {
            let normalized = normalize(&format!(r#"{{"type":"a.b",{rest}}}"#)).unwrap();
            assert_eq!((normalized.summary.as_str(), normalized.occurred_at), (summary, None), "{rest}");
        }
    }

    #[test]
    fn an_account_key_could_break_no_key() {
        assert_eq!(Standard.account_key(" etsy/shop-1 ").as_deref(), Some("etsy/shop-1"));
        for bad in ["", "a#b", "a b", "ä", &"a".repeat(129)] {
            assert_eq!(Standard.account_key(bad), None, "{bad}");
        }
    }
}
