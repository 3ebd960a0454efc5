//! The settings of integrations: a channel's defaults, and the checks of an owner's choices.

use domain::integration::{Integration, IntegrationId, Schemes};
use domain::profit::Fees;
use serde_json::{Value, json};
use signatures::Scheme;
use types::Channel;
use types::time::Time;
use types::transport::Transport;

use crate::adapter;

/// The error of a scheme that cannot be read.
const UNKNOWN_SCHEME: &str = "the scheme is unknown, or its settings are missing or unknown";

/// An integration with the channel's default settings: its default schemes, enabled, without a secret.
pub fn default_integration(
    id: IntegrationId,
    channel: Channel,
    account: impl Into<String>,
    created_at: Time,
) -> Integration {
    let account = account.into();
    Integration {
        id,
        channel,
        schemes: default_schemes(channel, &account),
        account,
        topic: None,
        event_id: None,
        reply: None,
        ships_for: None,
        fees: Fees::default(),
        enabled: true,
        secrets: Vec::new(),
        access_token: None,
        created_at,
        version: 1,
    }
}

/// Checks that the channel allows the topic source, the source of event ids, the reply and the access token of this
/// integration.
///
/// # Errors
/// The invalid field, and why it is invalid.
pub fn check_settings(integration: &Integration) -> Result<(), (&'static str, &'static str)> {
    const NOT_CONFIGURABLE: &str = "this channel does not support it";
    const NO_RECONCILIATION: &str = "only a Shopify shop with an account <name>.myshopify.com can have one";
    let adapter = adapter(integration.channel);
    let capabilities = adapter.capabilities();
    let topic = integration.topic.as_ref().map_or(Ok(()), |topic| match capabilities.configurable_topic {
        true => topic.check(&integration.schemes),
        false => Err(NOT_CONFIGURABLE),
    });
    let event_id = integration.event_id.as_ref().map_or(Ok(()), |event_id| match capabilities.configurable_event_id {
        true => event_id.check(&integration.schemes),
        false => Err(NOT_CONFIGURABLE),
    });
    let reply = integration.reply.as_ref().map_or(Ok(()), |reply| match capabilities.configurable_reply {
        true => reply.check(),
        false => Err(NOT_CONFIGURABLE),
    });
    topic.map_err(|problem| ("topic", problem))?;
    event_id.map_err(|problem| ("event_id", problem))?;
    reply.map_err(|problem| ("reply", problem))?;
    let token_allowed = integration.access_token.is_none() || adapter.supports_reconcile(&integration.account);
    token_allowed.then_some(()).ok_or(("access_token", NO_RECONCILIATION))
}

/// The default schemes of an account, by transport; none for a transport whose scheme needs a setting.
pub fn default_schemes(channel: Channel, account: &str) -> Schemes {
    let scheme = |transport| adapter(channel).default_scheme(transport, account);
    Schemes {
        https: scheme(Transport::Https),
        sqs: scheme(Transport::Sqs),
        eventbridge: scheme(Transport::EventBridge),
    }
}

/// Parses schemes as an owner writes them: for each transport either a name, which stands for the channel's default
/// settings for this transport and account, or an object with `scheme` and its settings.
///
/// # Errors
/// The first problem, as the end of a sentence for the owner.
pub fn parse_schemes(channel: Channel, account: &str, value: Value) -> Result<Schemes, &'static str> {
    let Value::Object(mut members) = value else { return Err("it is not an object") };
    let mut parse = |transport: Transport| {
        members.remove(transport.name()).map(|value| parse_scheme(channel, account, transport, value)).transpose()
    };
    let schemes = Schemes {
        https: parse(Transport::Https)?,
        sqs: parse(Transport::Sqs)?,
        eventbridge: parse(Transport::EventBridge)?,
    };
    if !members.is_empty() {
        return Err("it names an unknown transport");
    }
    if schemes.is_empty() {
        return Err("it has no scheme for any transport");
    }
    Ok(schemes)
}

fn parse_scheme(channel: Channel, account: &str, transport: Transport, value: Value) -> Result<Scheme, &'static str> {
    let adapter = adapter(channel);
    let scheme = match value {
        Value::String(name) => {
            match adapter.default_scheme(transport, account).filter(|default| default.name() == name) {
                Some(default) => default,
                None => serde_json::from_value(json!({ "scheme": name })).map_err(|_| UNKNOWN_SCHEME)?,
            }
        }
        settings => serde_json::from_value(settings).map_err(|_| UNKNOWN_SCHEME)?,
    };
    scheme.check()?;
    if !scheme.supports_transport(transport) {
        return Err("the scheme iam is for sqs and eventbridge, every other scheme for https");
    }
    if !adapter.supports_scheme(transport, &scheme) {
        return Err("the channel does not support this scheme");
    }
    Ok(scheme)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(channel: Channel, value: Value) -> Result<Schemes, &'static str> {
        parse_schemes(channel, "demo", value)
    }

    #[test]
    fn scheme_name_means_default_settings_and_object_has_its_own() {
        let defaults = default_schemes(Channel::Shopify, "demo-shop.myshopify.com");
        assert_eq!(parsed(Channel::Shopify, json!({"https": "hmac-sha256"})), Ok(defaults));
        for value in [
            json!({"https": "standard-webhooks"}),
            json!({"https": {"scheme": "static-token", "header": "x-token"}}),
            json!({"https": {"scheme": "fklogin", "app_id": "app", "url": "https://a.example/hook"}}),
        ] {
            let schemes = parsed(Channel::Standard, value.clone()).unwrap();
            assert!(schemes.of(Transport::Https).is_some() && schemes.of(Transport::Sqs).is_none(), "{value}");
        }
    }

    #[test]
    fn invalid_schemes_are_rejected() {
        let topic = "arn:aws:sns:ap-south-1:111122223333:topic";
        for (value, problem) in [
            (json!("hmac-sha256"), "not an object"),
            (json!({}), "no scheme for any transport"),
            (json!({"https": null}), "unknown"),
            (json!({"https": "none"}), "unknown"),
            (json!({"https": "static-token"}), "unknown"),
            (json!({"https": {"scheme": "hmac-sha256", "header": "X Signature"}}), "not a header name"),
            (json!({"https": "standard-webhooks", "http": "hmac-sha256"}), "unknown transport"),
            (json!({"https": "iam"}), "for sqs and eventbridge"),
            (json!({"sqs": "standard-webhooks"}), "for sqs and eventbridge"),
            (json!({"eventbridge": {"scheme": "static-token", "header": "x-token"}}), "for sqs and eventbridge"),
            (json!({"sqs": "iam"}), "does not support this scheme"),
            (json!({"https": {"scheme": "sns", "topics": [topic]}}), "does not support this scheme"),
        ] {
            let error = parsed(Channel::Standard, value.clone()).unwrap_err();
            assert!(error.contains(problem), "{value}: {error}");
        }
        let token = json!({"https": {"scheme": "static-token", "header": "x-token"}});
        assert!(parsed(Channel::Shopify, token).is_err());
    }

    #[test]
    fn transport_without_a_scheme_is_optional_in_rows_and_not_written() {
        let row = json!({"https": {"scheme": "standard-webhooks", "tolerance_seconds": 300}});
        let schemes: Schemes = serde_json::from_value(row.clone()).unwrap();
        assert_eq!(schemes, default_schemes(Channel::Standard, "demo"));
        assert_eq!(serde_json::to_value(&schemes).unwrap(), row);
    }
}
