//! How an integration's webhooks are proven, where their topics stand, and what they are answered with, as clients say it.

use domain::integration::{Integration, IntegrationId, Reply, Schemes, TopicSource};
use runtime::response::ErrorResponse;
use serde_json::Value;
use types::Channel;

use super::fields::Fields;

const SCHEMES: &str =
    r#"schemes such as {"https":"hmac-sha256"}, or {"https":{"scheme":"hmac-sha256","header":"x-signature"}}"#;
const TOPIC: &str = r#"{"from":"path"}, {"from":"header","name":"x-event"} or {"from":"body","pointer":"/event/type"}, perhaps with names such as {"CreateOrder":"order/create"}"#;
const REPLY: &str = r#"a reply such as {"body":{"status":"OK"}}"#;

/// Reads the field `schemes`.
///
/// # Errors
/// 400 `bad_body`.
pub(super) fn schemes(fields: &mut Fields, channel: Channel, account: &str) -> Result<Option<Schemes>, ErrorResponse> {
    let written: Option<Value> = fields.optional("schemes", SCHEMES)?;
    let read = written.map(|written| channels::parse_schemes(channel, account, written)).transpose();
    read.map_err(|why| fields.wrong("schemes", &format!("{SCHEMES}: {why}")))
}

/// Reads the field `schemes`, or takes the usual ones.
///
/// # Errors
/// 400 `bad_body`, also where the channel has no usual scheme.
pub(super) fn schemes_or_usual(fields: &mut Fields, channel: Channel, account: &str) -> Result<Schemes, ErrorResponse> {
    let schemes = schemes(fields, channel, account)?.unwrap_or_else(|| channels::default_schemes(channel, account));
    if schemes.is_empty() { Err(fields.wrong("schemes", SCHEMES)) } else { Ok(schemes) }
}

/// Reads the field `topic`: absent, null, or a source.
///
/// # Errors
/// 400 `bad_body`.
pub(super) fn topic(fields: &mut Fields) -> Result<Option<Option<TopicSource>>, ErrorResponse> {
    fields.nullable("topic", TOPIC)
}

/// Reads the field `reply`: absent, null, or a reply.
///
/// # Errors
/// 400 `bad_body`.
pub(super) fn reply(fields: &mut Fields) -> Result<Option<Option<Reply>>, ErrorResponse> {
    fields.nullable("reply", REPLY)
}

/// Reads the field `ships_for`: absent, null, or an integration's id.
///
/// # Errors
/// 400 `bad_body`.
pub(super) fn ships_for(fields: &mut Fields) -> Result<Option<Option<IntegrationId>>, ErrorResponse> {
    fields.nullable("ships_for", "the id of the integration whose orders are shipped")
}

/// Refuses a topic source or a reply that the integration may not have, beside all else that it has.
///
/// # Errors
/// 400 `bad_body`, which names the field.
pub(in crate::integrations) fn check_choices(integration: &Integration) -> Result<(), ErrorResponse> {
    channels::check_settings(integration).map_err(|(field, why)| {
        let wanted = if field == "topic" { TOPIC } else { REPLY };
        ErrorResponse::bad_request("bad_body", format!("`{field}` must be {wanted}: {why}."))
    })
}
