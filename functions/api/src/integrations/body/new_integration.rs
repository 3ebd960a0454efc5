//! The body of `POST /api/integrations`.

use domain::integration::{IntegrationId, Member, Reply, Schemes, TopicSource};
use domain::profit::Fees;
use lambda_http::Body;
use runtime::response::ErrorResponse;
use types::Channel;
use types::secret::Envelope;
use types::time::Time;

use super::access_token;
use super::fees;
use super::fields::Fields;
use super::members;
use super::secrets::{self, WantedSecret};
use super::ways;

/// An integration that somebody wants to have.
#[derive(Debug)]
pub(in crate::integrations) struct NewIntegration {
    pub(in crate::integrations) id: Option<IntegrationId>,
    pub(in crate::integrations) channel: Channel,
    /// In the one spelling that is stored.
    pub(in crate::integrations) account: String,
    pub(in crate::integrations) schemes: Schemes,
    pub(in crate::integrations) topic: Option<TopicSource>,
    pub(in crate::integrations) reply: Option<Reply>,
    pub(in crate::integrations) ships_for: Option<IntegrationId>,
    pub(in crate::integrations) fees: Fees,
    pub(in crate::integrations) access_token: Option<Envelope>,
    pub(in crate::integrations) enabled: bool,
    pub(in crate::integrations) members: Vec<Member>,
    pub(in crate::integrations) secrets: Vec<WantedSecret>,
}

impl NewIntegration {
    /// Reads a request's body.
    ///
    /// # Errors
    /// 400 `bad_body`, which names the field; 413.
    pub(in crate::integrations) fn read(body: &Body, now: Time) -> Result<Self, ErrorResponse> {
        let mut fields = Fields::of_body(body)?;
        let channel = fields.needed("channel", "the name of a channel, such as shopify")?;
        let account = account(&mut fields, channel)?;
        let new = Self {
            id: fields.optional("id", "1 to 64 of a-z, 0-9 and '-'")?,
            channel,
            schemes: ways::schemes_or_usual(&mut fields, channel, &account)?,
            topic: ways::topic(&mut fields)?.flatten(),
            reply: ways::reply(&mut fields)?.flatten(),
            ships_for: ways::ships_for(&mut fields)?.flatten(),
            fees: fees::read(&mut fields)?.unwrap_or_default(),
            account,
            access_token: access_token::read(&mut fields)?.flatten(),
            enabled: fields.optional("enabled", "true or false")?.unwrap_or(true),
            members: members::read(&mut fields)?.unwrap_or_default(),
            secrets: secrets::read(&mut fields, now, &[])?.unwrap_or_default(),
        };
        fields.end()?;
        Ok(new)
    }
}

fn account(fields: &mut Fields, channel: Channel) -> Result<String, ErrorResponse> {
    const WANTED: &str = "the account's key on the channel, such as demo-shop.myshopify.com";
    let text: String = fields.needed("account", WANTED)?;
    channels::adapter(channel).account_key(&text).ok_or_else(|| fields.wrong("account", WANTED))
}

#[cfg(test)]
mod tests {
    use domain::integration::Role;
    use serde_json::{Value, json};

    use super::*;

    fn read(body: &Value) -> Result<NewIntegration, ErrorResponse> {
        NewIntegration::read(&Body::from(body.to_string()), "2026-11-02T04:45:00Z".parse().unwrap())
    }

    #[test]
    fn channel_and_account_are_enough() {
        let new = read(&json!({"channel": "shopify", "account": " Demo-Shop.myshopify.com"})).unwrap();
        assert_eq!((new.account.as_str(), new.enabled, new.id), ("demo-shop.myshopify.com", true, None));
        assert_eq!(new.schemes, channels::default_schemes(Channel::Shopify, "demo-shop.myshopify.com"));
        assert!(new.members.is_empty() && new.secrets.is_empty() && new.fees.is_empty());
    }

    #[test]
    fn everything_can_be_said() {
        let new = read(&json!({
            "id": "my-shop", "channel": "shopify", "account": "demo-shop.myshopify.com",
            "schemes": {"https": "hmac-sha256"}, "enabled": false,
            "members": [{"user": "ann", "role": "viewer"}], "secrets": [{"value": "demo-shopify-secret"}],
        }))
        .unwrap();
        assert_eq!((new.id.unwrap().as_str(), new.enabled, new.secrets.len()), ("my-shop", false, 1));
        assert_eq!(new.members, [Member { user: "ann".into(), role: Role::Viewer }]);
    }

    #[test]
    fn what_is_wrong_is_named() {
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
            let error = read(&body).unwrap_err();
            assert!(
                error.code == "bad_body" && error.message.contains(&format!("`{field}`")),
                "{field}: {}",
                error.message
            );
        }
    }
}
