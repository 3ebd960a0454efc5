//! The fields that say how an integration's webhooks are handled: `schemes`, `topic`, `event_id`, `reply`,
//! `ships_for`.

use domain::integration::{EventIdSource, Integration, IntegrationId, Reply, Schemes, TopicSource};
use runtime::response::ErrorResponse;
use serde_json::Value;
use types::Channel;

use super::object_reader::ObjectReader;

const EXPECTED_SCHEMES: &str =
    r#"schemes such as {"https":"hmac-sha256"}, or {"https":{"scheme":"hmac-sha256","header":"x-signature"}}"#;
const EXPECTED_TOPIC: &str = r#"{"from":"path"}, {"from":"header","name":"x-event"} or {"from":"body","pointer":"/event/type"}, optionally with names such as {"CreateOrder":"order/create"}"#;
const EXPECTED_EVENT_ID: &str = r#"a header such as {"header":"x-wc-webhook-delivery-id"}"#;
const EXPECTED_REPLY: &str = r#"a reply such as {"body":{"status":"OK"}}"#;

/// Reads the field `schemes`; `None` if it is absent.
///
/// # Errors
/// 400 `bad_body`.
pub(super) fn read_schemes(
    object: &mut ObjectReader,
    channel: Channel,
    account: &str,
) -> Result<Option<Schemes>, ErrorResponse> {
    let value: Option<Value> = object.optional("schemes", EXPECTED_SCHEMES)?;
    let schemes = value.map(|value| channels::parse_schemes(channel, account, value)).transpose();
    schemes.map_err(|why| object.error("schemes", &format!("{EXPECTED_SCHEMES}: {why}")))
}

/// Reads the field `schemes`; the channel's default if it is absent.
///
/// # Errors
/// 400 `bad_body`, also if it is absent and the channel has no default.
pub(super) fn read_schemes_or_default(
    object: &mut ObjectReader,
    channel: Channel,
    account: &str,
) -> Result<Schemes, ErrorResponse> {
    let schemes =
        read_schemes(object, channel, account)?.unwrap_or_else(|| channels::default_schemes(channel, account));
    if schemes.is_empty() { Err(object.error("schemes", EXPECTED_SCHEMES)) } else { Ok(schemes) }
}

/// Reads the field `topic`: `None` if it is absent, `Some(None)` if it is null.
///
/// # Errors
/// 400 `bad_body`.
pub(super) fn read_topic(object: &mut ObjectReader) -> Result<Option<Option<TopicSource>>, ErrorResponse> {
    object.nullable("topic", EXPECTED_TOPIC)
}

/// Reads the field `event_id`: `None` if it is absent, `Some(None)` if it is null.
///
/// # Errors
/// 400 `bad_body`.
pub(super) fn read_event_id(object: &mut ObjectReader) -> Result<Option<Option<EventIdSource>>, ErrorResponse> {
    object.nullable("event_id", EXPECTED_EVENT_ID)
}

/// Reads the field `reply`: `None` if it is absent, `Some(None)` if it is null.
///
/// # Errors
/// 400 `bad_body`.
pub(super) fn read_reply(object: &mut ObjectReader) -> Result<Option<Option<Reply>>, ErrorResponse> {
    object.nullable("reply", EXPECTED_REPLY)
}

/// Reads the field `ships_for`: `None` if it is absent, `Some(None)` if it is null.
///
/// # Errors
/// 400 `bad_body`.
pub(super) fn read_ships_for(object: &mut ObjectReader) -> Result<Option<Option<IntegrationId>>, ErrorResponse> {
    object.nullable("ships_for", "the id of the integration whose orders are shipped")
}

/// Rejects a topic source, a source of event ids or a reply that does not fit the integration's other settings.
///
/// # Errors
/// 400 `bad_body`, which names the field.
pub(in crate::integrations) fn check_webhook_settings(integration: &Integration) -> Result<(), ErrorResponse> {
    channels::check_settings(integration).map_err(|(field, why)| {
        let expected = match field {
            "topic" => EXPECTED_TOPIC,
            "event_id" => EXPECTED_EVENT_ID,
            "access_token" => "absent or null",
            _ => EXPECTED_REPLY,
        };
        ErrorResponse::bad_request("bad_body", format!("`{field}` must be {expected}: {why}."))
    })
}
