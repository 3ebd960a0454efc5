//! Any sender that follows Standard Webhooks, or signs with another scheme that is computed from the request: a new
//! sender costs configuration and no code.
//!
//! Source: <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>

use domain::delivery::DedupTopic;
use domain::integration::{Capabilities, Integration};
use http::HeaderMap;
use serde::Deserialize;
use serde_json::value::RawValue;
use signatures::{Scheme, standard_webhooks};
use types::json_text::json_text;
use types::text::shortened;
use types::time::Time;
use types::transport::Transport;

use crate::account_key::any_key;
use crate::description::WEBHOOK_URL;
use crate::json_reader::{field, json, object};
use crate::normalize::MAX_LEAD_MS;
use crate::woocommerce;
use crate::{ChannelAdapter, ChannelProfile, Context, Id, NormalizeError, NormalizedEvent};

/// The longest id in a summary, in characters.
const MAX_ID_CHARS: usize = 100;
/// The longest summary, in characters.
const MAX_SUMMARY_CHARS: usize = 200;

/// The adapter of senders of Standard Webhooks.
pub struct Standard;

/// The payload that the specification recommends. No sender has to follow it, so each member is read by itself: one
/// with another type does not make the others unreadable.
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

/// The id of `data` for people: a number digit for digit, or text.
fn id_of(data: Option<&RawValue>) -> Option<String> {
    let id = object::<Data<'_>>(data?.get()).id;
    let text = || field::<String>(id).map(|text| shortened(&text, MAX_ID_CHARS)).filter(|text| !text.is_empty());
    field::<Id>(id).map(String::from).or_else(text)
}

/// The steps for any sender; the last one is about the general case only.
fn setup_steps(url: &str) -> Vec<String> {
    vec![
        format!(
            "Give the sender the URL {url}. If the setting `topic` reads the topic from the path, append the topic to \
             the URL."
        ),
        "Add to `secrets` the secret that the sender shows, including its prefix `whsec_`.".to_owned(),
    ]
}

impl ChannelAdapter for Standard {
    fn profile(&self) -> ChannelProfile {
        let mut setup_steps = setup_steps(WEBHOOK_URL);
        setup_steps.push("If the sender does not follow Standard Webhooks, choose its signature scheme.".to_owned());
        ChannelProfile {
            title: "Standard Webhooks",
            account_label: "Sender, a name that you choose",
            account_example: "my-sender",
            secret_label: Some("Signing secret; that of Standard Webhooks begins with whsec_"),
            topics: Vec::new(),
            setup_steps,
            docs: "docs/channels/standard.md",
        }
    }

    fn account_header(&self) -> Option<&'static str> {
        None
    }

    fn default_scheme(&self, transport: Transport, _account: &str) -> Option<Scheme> {
        (transport == Transport::Https).then(|| Scheme::StandardWebhooks(standard_webhooks::Settings::default()))
    }

    /// Every scheme that is computed from the request alone.
    fn supports_scheme(&self, transport: Transport, scheme: &Scheme) -> bool {
        let is_computed = match scheme {
            Scheme::HmacSha256(_) | Scheme::StandardWebhooks(_) | Scheme::StaticToken(_) | Scheme::Fklogin(_) => true,
            Scheme::Sns(_) | Scheme::Iam(_) => false,
        };
        transport == Transport::Https && is_computed
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            found_by_account: self.account_header().is_some(),
            configurable_topic: true,
            configurable_event_id: true,
            configurable_reply: true,
            nonces: true,
            ..Capabilities::default()
        }
    }

    fn topic_header(&self) -> Option<&'static str> {
        None
    }

    fn topic(&self, _headers: &HeaderMap, body: &[u8]) -> String {
        field(object::<Payload<'_>>(&json_text(body)).r#type).unwrap_or_default()
    }

    fn setup_steps(&self, _integration: &Integration, url: &str) -> Vec<String> {
        setup_steps(url)
    }

    /// Also the headers in which senders that follow no specification name topic and event, for people to see.
    fn keeps_header(&self, name: &str) -> bool {
        let is_senders_own =
            name.starts_with("x-") && ["-topic", "-event", "-id"].iter().any(|end| name.ends_with(end));
        let is_signed = matches!(name, "webhook-id" | "webhook-timestamp" | "svix-id" | "svix-timestamp");
        is_senders_own || is_signed || matches!(name, "content-type" | "user-agent")
    }

    /// Only used for a scheme that signs no id. Then two events may have the same body (a stock level of 0, of 5, of 0
    /// again), and the day at least distinguishes them.
    fn dedup_topic(&self, _topic: &str) -> DedupTopic {
        DedupTopic::Daily("other")
    }

    /// WooCommerce's ping.
    fn is_handshake(&self, headers: &HeaderMap, body: &[u8]) -> bool {
        woocommerce::is_ping(headers, body)
    }

    fn account_key(&self, text: &str) -> Option<String> {
        any_key(text)
    }

    /// Only the envelope of such a payload is known, so the event changes nothing.
    fn normalize(&self, context: &Context<'_>, body: &[u8]) -> Result<NormalizedEvent, NormalizeError> {
        let text = json(body)?;
        let payload: Payload<'_> = object(&text);
        // The event changes no state, so a future time (of a reminder, say) is no error: it is ignored.
        let latest = context.received_at.plus_millis(MAX_LEAD_MS);
        let occurred_at = field::<Time>(payload.timestamp).filter(|time| *time <= latest);
        let topic = if context.topic.is_empty() { "Webhook without a type" } else { context.topic };
        let summary = id_of(payload.data).map_or_else(|| topic.to_owned(), |id| format!("{topic}: {id}"));
        let summary = shortened(&summary, MAX_SUMMARY_CHARS);
        Ok(NormalizedEvent { occurred_at, ..NormalizedEvent::without_changes(summary) })
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
    fn recommended_payload_is_summarized() {
        let body = r#"{"type":"order.paid","timestamp":"2026-11-02T04:45:00Z","data":{"id":820982911946154508}}"#;
        let normalized = normalize(body).unwrap();
        assert_eq!(normalized.summary, "order.paid: 820982911946154508");
        assert_eq!(normalized.occurred_at.unwrap().to_string(), "2026-11-02T04:45:00.000Z");
    }

    #[test]
    fn other_json_payload_is_normalized_without_an_error() {
        assert_eq!(normalize(r#"{"hello":"world"}"#).unwrap().summary, "Webhook without a type");
        assert_eq!(normalize("[1,2]").unwrap().summary, "Webhook without a type");
        assert_eq!(normalize("hello").unwrap_err().code, "not_json");
    }

    #[test]
    fn member_of_another_type_is_ignored_and_the_others_are_read() {
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
    fn account_that_could_break_a_key_is_rejected() {
        assert_eq!(Standard.account_key(" etsy/shop-1 ").as_deref(), Some("etsy/shop-1"));
        for bad in ["", "a#b", "a b", "ä", &"a".repeat(129)] {
            assert_eq!(Standard.account_key(bad), None, "{bad}");
        }
    }
}
