//! The body of `POST /api/integrations`.

use domain::integration::{EventIdSource, IntegrationId, Member, Reply, Schemes, TopicSource};
use domain::profit::Fees;
use lambda_http::Body;
use runtime::response::ErrorResponse;
use types::Channel;
use types::secret::Envelope;
use types::time::Time;

use super::access_token::read_access_token;
use super::fees::read_fees;
use super::members::read_members;
use super::object_reader::ObjectReader;
use super::secrets::{RequestedSecret, read_secrets};
use super::webhook_settings::{read_event_id, read_reply, read_schemes_or_default, read_ships_for, read_topic};

/// A new integration.
#[derive(Debug)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct CreateIntegrationRequest {
    /// 1 to 64 of `a-z`, `0-9` and `-`; generated if absent. It cannot be changed.
    pub(in crate::integrations) id: Option<IntegrationId>,
    /// The channel. It cannot be changed.
    pub(in crate::integrations) channel: Channel,
    /// The account on the channel, such as `demo-shop.myshopify.com`. It cannot be changed.
    pub(in crate::integrations) account: String,
    /// The signature scheme of each transport; the channel's default if absent.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<crate::integrations::schemas::SchemesRequest>))]
    pub(in crate::integrations) schemes: Schemes,
    /// Where topics are read from; the channel's default if absent.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<crate::integrations::schemas::TopicSource>))]
    pub(in crate::integrations) topic: Option<TopicSource>,
    /// Where the sender's own event ids are read from; if absent, they do not distinguish webhooks with equal bodies.
    pub(in crate::integrations) event_id: Option<EventIdSource>,
    /// The response to a stored webhook; the default response if absent.
    pub(in crate::integrations) reply: Option<Reply>,
    /// Only for a courier integration: the integration to whose orders its shipments belong.
    pub(in crate::integrations) ships_for: Option<IntegrationId>,
    /// The fees of a sale.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Fees>))]
    pub(in crate::integrations) fees: Fees,
    /// The access token for the channel's API. It is stored in the same form as secrets, and never returned.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, write_only))]
    pub(in crate::integrations) access_token: Option<Envelope>,
    /// Whether webhooks are accepted; true if absent.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>, default = true))]
    pub(in crate::integrations) enabled: bool,
    /// At most 40 members. The caller becomes an owner in any case.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<Member>>))]
    pub(in crate::integrations) members: Vec<Member>,
    /// At most 5 secrets.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<crate::integrations::schemas::SecretRequest>>))]
    pub(in crate::integrations) secrets: Vec<RequestedSecret>,
}

impl CreateIntegrationRequest {
    /// Parses a request's body.
    ///
    /// # Errors
    /// 400 `bad_body`, which names the field; 413 `too_large`.
    pub(in crate::integrations) fn parse(body: &Body, now: Time) -> Result<Self, ErrorResponse> {
        let mut object = ObjectReader::of_body(body)?;
        let channel = object.required("channel", "the name of a channel, such as shopify")?;
        let account = read_account(&mut object, channel)?;
        let request = Self {
            id: object.optional("id", "1 to 64 of a-z, 0-9 and '-'")?,
            channel,
            schemes: read_schemes_or_default(&mut object, channel, &account)?,
            topic: read_topic(&mut object)?.flatten(),
            event_id: read_event_id(&mut object)?.flatten(),
            reply: read_reply(&mut object)?.flatten(),
            ships_for: read_ships_for(&mut object)?.flatten(),
            fees: read_fees(&mut object)?.unwrap_or_default(),
            account,
            access_token: read_access_token(&mut object)?.flatten(),
            enabled: object.optional("enabled", "true or false")?.unwrap_or(true),
            members: read_members(&mut object)?.unwrap_or_default(),
            secrets: read_secrets(&mut object, now, &[])?.unwrap_or_default(),
        };
        object.finish()?;
        Ok(request)
    }
}

fn read_account(object: &mut ObjectReader, channel: Channel) -> Result<String, ErrorResponse> {
    const EXPECTED: &str = "the account on the channel, such as demo-shop.myshopify.com";
    let text: String = object.required("account", EXPECTED)?;
    channels::adapter(channel).account_key(&text).ok_or_else(|| object.error("account", EXPECTED))
}

#[cfg(test)]
mod tests {
    use domain::integration::Role;
    use serde_json::{Value, json};

    use super::*;

    fn parse(body: &Value) -> Result<CreateIntegrationRequest, ErrorResponse> {
        CreateIntegrationRequest::parse(&Body::from(body.to_string()), "2026-11-02T04:45:00Z".parse().unwrap())
    }

    #[test]
    fn channel_and_account_are_sufficient() {
        let request = parse(&json!({"channel": "shopify", "account": " Demo-Shop.myshopify.com"})).unwrap();
        assert_eq!((request.account.as_str(), request.enabled, request.id), ("demo-shop.myshopify.com", true, None));
        assert_eq!(request.schemes, channels::default_schemes(Channel::Shopify, "demo-shop.myshopify.com"));
        assert!(request.members.is_empty() && request.secrets.is_empty() && request.fees.is_empty());
    }

    #[test]
    fn every_field_can_be_set() {
        let request = parse(&json!({
            "id": "my-shop", "channel": "shopify", "account": "demo-shop.myshopify.com",
            "schemes": {"https": "hmac-sha256"}, "enabled": false,
            "members": [{"user": "ann", "role": "viewer"}], "secrets": [{"value": "demo-shopify-secret"}],
        }))
        .unwrap();
        assert_eq!((request.id.unwrap().as_str(), request.enabled, request.secrets.len()), ("my-shop", false, 1));
        assert_eq!(request.members, [Member { user: "ann".into(), role: Role::Viewer }]);
    }

    #[test]
    fn invalid_field_is_named() {
        let table = [
            ("channel", json!("ebay")),
            ("channel", json!(null)),
            ("account", json!("no domain")),
            ("account", json!(7)),
            ("id", json!("My Shop")),
            ("schemes", json!({"https": "none"})),
            ("schemes", json!({"https": "hmac-sha256", "sqs": "hmac-sha256"})),
            ("schemes", json!({})),
            ("schemes", json!({"https": "iam"})),
            ("topic", json!("path")),
            ("topic", json!({"from": "header"})),
            ("event_id", json!("x-id")),
            ("event_id", json!({"header": "x-id", "from": "header"})),
            ("reply", json!({"status": 202})),
            ("fees", json!({"shipping": {"fixed": 60}})),
            ("fees", json!({"shipping": {"fixed": "60"}})),
            ("enabled", json!("yes")),
            ("members", json!({})),
            ("secrets", json!("demo-shopify-secret")),
            ("created_at", json!("2026-11-02T04:45:00Z")),
        ];
        for (field, value) in table {
            let mut body = json!({"channel": "shopify", "account": "demo-shop.myshopify.com"});
            body[field] = value;
            let error = parse(&body).unwrap_err();
            assert!(
                error.code == "bad_body" && error.message.contains(&format!("`{field}`")),
                "{field}: {}",
                error.message
            );
        }
    }
}
