//! The body of `PATCH /api/integrations/{id}`.

use domain::integration::{Integration, IntegrationId, Member, Reply, Role, Schemes, TopicSource};
use domain::profit::Fees;
use lambda_http::Body;
use runtime::response::ErrorResponse;
use types::secret::Envelope;
use types::time::Time;

use super::access_token;
use super::fees;
use super::fields::Fields;
use super::members;
use super::secrets::{self, WantedSecret};
use super::ways;

/// A change that somebody wants; what is `None` stays as it is.
#[derive(Debug, Default)]
pub(in crate::integrations) struct Patch {
    pub(in crate::integrations) schemes: Option<Schemes>,
    /// `Some(None)` takes it away.
    pub(in crate::integrations) topic: Option<Option<TopicSource>>,
    /// `Some(None)` takes it away.
    pub(in crate::integrations) reply: Option<Option<Reply>>,
    /// `Some(None)` takes it away.
    pub(in crate::integrations) ships_for: Option<Option<IntegrationId>>,
    /// All of them; none where they are taken away.
    pub(in crate::integrations) fees: Option<Fees>,
    /// `Some(None)` takes it away.
    pub(in crate::integrations) access_token: Option<Option<Envelope>>,
    pub(in crate::integrations) enabled: Option<bool>,
    /// The whole new list.
    pub(in crate::integrations) members: Option<Vec<Member>>,
    /// The whole new list.
    pub(in crate::integrations) secrets: Option<Vec<WantedSecret>>,
}

impl Patch {
    /// Reads a request's body, a change of `integration`; its secrets may name those that are there.
    ///
    /// # Errors
    /// 400 `bad_body`, which names the field; 400 `owner_needed`; 413.
    pub(in crate::integrations) fn read(
        body: &Body,
        now: Time,
        integration: &Integration,
    ) -> Result<Self, ErrorResponse> {
        let mut fields = Fields::of_body(body)?;
        let patch = Self {
            schemes: ways::schemes(&mut fields, integration.channel, &integration.account)?,
            topic: ways::topic(&mut fields)?,
            reply: ways::reply(&mut fields)?,
            ships_for: ways::ships_for(&mut fields)?,
            fees: fees::read(&mut fields)?,
            access_token: access_token::read(&mut fields)?,
            enabled: fields.optional("enabled", "true or false")?,
            members: members::read(&mut fields)?,
            secrets: secrets::read(&mut fields, now, &integration.secrets)?,
        };
        fields.end()?;
        let owned = |members: &Vec<Member>| members.iter().any(|member| member.role == Role::Owner);
        if patch.members.as_ref().is_some_and(|members| !owned(members)) {
            return Err(ErrorResponse::bad_request("owner_needed", "At least one of `members` must be an owner."));
        }
        Ok(patch)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use types::Channel;

    use super::*;

    fn read(body: &Value) -> Result<Patch, ErrorResponse> {
        let now = "2026-11-02T04:45:00Z".parse().unwrap();
        let integration = channels::default_integration("demo".parse().unwrap(), Channel::Standard, "demo", now);
        Patch::read(&Body::from(body.to_string()), now, &integration)
    }

    #[test]
    fn what_is_not_named_stays_as_it_is() {
        let patch = read(&json!({})).unwrap();
        assert!(patch.enabled.is_none() && patch.members.is_none() && patch.secrets.is_none());
        assert!(patch.schemes.is_none() && patch.topic.is_none() && patch.reply.is_none() && patch.fees.is_none());
        let patch = read(&json!({"enabled": false, "secrets": []})).unwrap();
        assert!(patch.enabled == Some(false) && patch.secrets.is_some_and(|secrets| secrets.is_empty()));
    }

    #[test]
    fn topic_and_reply_are_changed_or_taken_away() {
        let patch = read(&json!({"topic": {"from": "path"}, "reply": {"body": null}})).unwrap();
        assert!(patch.topic.is_some_and(|topic| topic.is_some()) && patch.reply.is_some_and(|reply| reply.is_some()));
        let patch = read(&json!({"topic": null, "reply": null})).unwrap();
        assert_eq!((patch.topic, patch.reply), (Some(None), Some(None)));
    }

    #[test]
    fn fees_are_replaced_whole_or_taken_away() {
        let patch = read(&json!({"fees": {"shipping": {"fixed": "60.00"}, "currency": "INR"}})).unwrap();
        assert!(patch.fees.is_some_and(|fees| fees.shipping.is_some() && fees.channel.is_none()));
        for nothing in [json!(null), json!({})] {
            assert_eq!(read(&json!({ "fees": nothing })).unwrap().fees, Some(Fees::default()));
        }
    }

    #[test]
    fn an_integration_never_loses_its_last_owner() {
        for members in [json!([]), json!([{"user": "ann", "role": "member"}])] {
            assert_eq!(read(&json!({ "members": members })).unwrap_err().code, "owner_needed");
        }
    }

    #[test]
    fn what_an_integration_is_cannot_be_changed() {
        for field in ["id", "channel", "account", "created_at"] {
            let error = read(&json!({ field: "x" })).unwrap_err();
            assert!(error.message.contains(&format!("`{field}`")), "{}", error.message);
        }
    }
}
