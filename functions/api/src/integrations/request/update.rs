//! The body of `PATCH /api/integrations/{id}`.

use domain::integration::{EventIdSource, Integration, IntegrationId, Member, Reply, Role, Schemes, TopicSource};
use domain::profit::Fees;
use lambda_http::Body;
use runtime::response::ErrorResponse;
use types::secret::Envelope;
use types::time::Time;

use super::access_token::read_access_token;
use super::fees::read_fees;
use super::members::read_members;
use super::object_reader::ObjectReader;
use super::secrets::{RequestedSecret, read_secrets};
use super::webhook_settings::{read_event_id, read_reply, read_schemes, read_ships_for, read_topic};

/// A change of an integration. An absent field does not change.
#[derive(Debug, Default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct UpdateIntegrationRequest {
    /// The signature scheme of each transport.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<crate::integrations::schemas::SchemesRequest>))]
    pub(in crate::integrations) schemes: Option<Schemes>,
    /// Where topics are read from; null for the channel's default.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<crate::integrations::schemas::TopicSource>))]
    pub(in crate::integrations) topic: Option<Option<TopicSource>>,
    /// Where the sender's own event ids are read from; null if they shall not distinguish webhooks with equal bodies.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<EventIdSource>))]
    pub(in crate::integrations) event_id: Option<Option<EventIdSource>>,
    /// The response to a stored webhook; null for the default response.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Reply>))]
    pub(in crate::integrations) reply: Option<Option<Reply>>,
    /// Only for a courier integration: the integration to whose orders its shipments belong.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<IntegrationId>))]
    pub(in crate::integrations) ships_for: Option<Option<IntegrationId>>,
    /// All fees of a sale; null removes them.
    pub(in crate::integrations) fees: Option<Fees>,
    /// The access token for the channel's API, which is stored in the same form as secrets, and never returned; null
    /// removes it.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, write_only))]
    pub(in crate::integrations) access_token: Option<Option<Envelope>>,
    /// Whether webhooks are accepted.
    pub(in crate::integrations) enabled: Option<bool>,
    /// All members: a member that is not listed is removed. At least one must be an owner.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<Member>>))]
    pub(in crate::integrations) members: Option<Vec<Member>>,
    /// All secrets: one that is not listed is removed.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<crate::integrations::schemas::SecretRequest>>))]
    pub(in crate::integrations) secrets: Option<Vec<RequestedSecret>>,
}

impl UpdateIntegrationRequest {
    /// Parses a request's body: a change of `integration`, whose secrets it may name.
    ///
    /// # Errors
    /// 400 `bad_body`, which names the field; 400 `owner_needed`; 413 `too_large`.
    pub(in crate::integrations) fn parse(
        body: &Body,
        now: Time,
        integration: &Integration,
    ) -> Result<Self, ErrorResponse> {
        let mut object = ObjectReader::of_body(body)?;
        let request = Self {
            schemes: read_schemes(&mut object, integration.channel, &integration.account)?,
            topic: read_topic(&mut object)?,
            event_id: read_event_id(&mut object)?,
            reply: read_reply(&mut object)?,
            ships_for: read_ships_for(&mut object)?,
            fees: read_fees(&mut object)?,
            access_token: read_access_token(&mut object)?,
            enabled: object.optional("enabled", "true or false")?,
            members: read_members(&mut object)?,
            secrets: read_secrets(&mut object, now, &integration.secrets)?,
        };
        object.finish()?;
        let has_owner = |members: &Vec<Member>| members.iter().any(|member| member.role == Role::Owner);
        if request.members.as_ref().is_some_and(|members| !has_owner(members)) {
            return Err(ErrorResponse::bad_request("owner_needed", "At least one of `members` must be an owner."));
        }
        Ok(request)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use types::Channel;

    use super::*;

    fn parse(body: &Value) -> Result<UpdateIntegrationRequest, ErrorResponse> {
        let now = "2026-11-02T04:45:00Z".parse().unwrap();
        let integration = channels::default_integration("demo".parse().unwrap(), Channel::Standard, "demo", now);
        UpdateIntegrationRequest::parse(&Body::from(body.to_string()), now, &integration)
    }

    #[test]
    fn absent_field_does_not_change() {
        let request = parse(&json!({})).unwrap();
        assert!(request.enabled.is_none() && request.members.is_none() && request.secrets.is_none());
        assert!(request.fees.is_none());
        assert!(
            request.schemes.is_none()
                && request.topic.is_none()
                && request.event_id.is_none()
                && request.reply.is_none()
        );
        let request = parse(&json!({"enabled": false, "secrets": []})).unwrap();
        assert!(request.enabled == Some(false) && request.secrets.is_some_and(|secrets| secrets.is_empty()));
    }

    #[test]
    fn topic_and_reply_are_changed_or_removed() {
        let request = parse(&json!({"topic": {"from": "path"}, "reply": {"body": null}})).unwrap();
        assert!(
            request.topic.is_some_and(|topic| topic.is_some()) && request.reply.is_some_and(|reply| reply.is_some())
        );
        let request = parse(&json!({"topic": null, "event_id": null, "reply": null})).unwrap();
        assert_eq!((request.topic, request.event_id, request.reply), (Some(None), Some(None), Some(None)));
        let request = parse(&json!({"event_id": {"header": "X-GitHub-Delivery"}})).unwrap();
        assert_eq!(request.event_id.flatten().unwrap().header, "x-github-delivery");
    }

    #[test]
    fn fees_are_replaced_as_a_whole_or_removed() {
        let request = parse(&json!({"fees": {"shipping": {"fixed": "60.00"}, "currency": "INR"}})).unwrap();
        assert!(request.fees.is_some_and(|fees| fees.shipping.is_some() && fees.channel.is_none()));
        for empty in [json!(null), json!({})] {
            assert_eq!(parse(&json!({ "fees": empty })).unwrap().fees, Some(Fees::default()));
        }
    }

    #[test]
    fn members_without_an_owner_are_rejected() {
        for members in [json!([]), json!([{"user": "ann", "role": "member"}])] {
            assert_eq!(parse(&json!({ "members": members })).unwrap_err().code, "owner_needed");
        }
    }

    #[test]
    fn fields_of_identity_cannot_be_changed() {
        for field in ["id", "channel", "account", "created_at"] {
            let error = parse(&json!({ field: "x" })).unwrap_err();
            assert!(error.message.contains(&format!("`{field}`")), "{}", error.message);
        }
    }
}
