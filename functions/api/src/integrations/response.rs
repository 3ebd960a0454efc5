//! An integration as the API shows it. No field contains the value of a secret.

use domain::integration::{EventIdSource, Integration, IntegrationId, Member, Reply, Role, Schemes, TopicSource};
use domain::permissions::Action;
use domain::profit::Fees;
use serde::Serialize;
use store::ledger::ReconcileCheckpoint;
use types::Channel;
use types::secret::StoredSecret;
use types::time::Time;

/// An integration as one caller sees it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct IntegrationResponse {
    /// The integration's id.
    id: IntegrationId,
    /// The channel.
    channel: Channel,
    /// The account on the channel, such as `demo-shop.myshopify.com`.
    account: String,
    /// The signature scheme of each transport that the integration accepts.
    #[cfg_attr(feature = "openapi", schema(value_type = super::schemas::Schemes))]
    schemes: Schemes,
    /// Where topics are read from; null for the channel's default.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<super::schemas::TopicSource>))]
    topic: Option<TopicSource>,
    /// Where the sender's own event ids are read from, where no signature covers them; null if they do not distinguish
    /// webhooks.
    event_id: Option<EventIdSource>,
    /// The response to a stored webhook; null for the default response.
    reply: Option<Reply>,
    /// Only for a courier integration: the integration to whose orders its shipments belong.
    ships_for: Option<IntegrationId>,
    /// The fees of a sale, for the profit.
    fees: Fees,
    /// Whether webhooks are accepted.
    enabled: bool,
    /// The caller's role; null if the caller has just removed their own membership.
    role: Option<Role>,
    /// The members; null if the caller is not an owner.
    members: Option<Vec<Member>>,
    /// The secrets without their values; null if the caller is not an owner.
    secrets: Option<Vec<SecretResponse>>,
    /// Whether an access token for the channel's API is stored.
    access_token: bool,
    /// The state of the reconciliation with the channel's API; absent in lists, and for channels without
    /// reconciliation.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    reconciled: Option<ReconciliationResponse>,
    /// When the integration was created.
    created_at: Time,
}

/// The state of an integration's reconciliation.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct ReconciliationResponse {
    /// Everything that changed at the channel before this time is fetched; null before the first successful run.
    until: Option<Time>,
    /// When the channel's API was last called.
    asked_at: Time,
    /// The error code of that call; null if it succeeded.
    error: Option<String>,
}

/// A secret without its value.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct SecretResponse {
    /// The secret's id, by which a change can keep it.
    id: String,
    /// When the secret was added.
    created_at: Time,
    /// When the secret expires; null if never.
    expires_at: Option<Time>,
}

impl IntegrationResponse {
    /// The response to a caller with `role`. `members` may be empty if the role may not see them.
    pub(super) fn new(integration: Integration, role: Option<Role>, members: Vec<Member>) -> Self {
        let may = |action| role.is_some_and(|role| role.may(action));
        let secrets = || integration.secrets.into_iter().map(SecretResponse::from_stored).collect();
        Self {
            id: integration.id,
            channel: integration.channel,
            account: integration.account,
            schemes: integration.schemes,
            topic: integration.topic,
            event_id: integration.event_id,
            reply: integration.reply,
            ships_for: integration.ships_for,
            fees: integration.fees,
            enabled: integration.enabled,
            role,
            members: may(Action::SeeMembers).then_some(members),
            secrets: may(Action::SeeSecrets).then(secrets),
            access_token: integration.access_token.is_some(),
            reconciled: None,
            created_at: integration.created_at,
        }
    }

    /// The response with the state of the reconciliation, if it ever ran.
    pub(super) fn with_checkpoint(self, checkpoint: Option<ReconcileCheckpoint>) -> Self {
        let response = |ReconcileCheckpoint { until, attempted_at: asked_at, error, .. }| ReconciliationResponse {
            until,
            asked_at,
            error,
        };
        Self { reconciled: checkpoint.map(response), ..self }
    }
}

impl SecretResponse {
    fn from_stored(secret: StoredSecret) -> Self {
        Self { id: secret.id, created_at: secret.created_at, expires_at: secret.expires_at }
    }
}

#[cfg(test)]
mod tests {
    use types::secret::{Envelope, Secret};

    use super::*;

    const VALUE: &str = "demo-shopify-secret";

    fn response_json(role: Option<Role>) -> String {
        let at: Time = "2026-11-02T04:45:00Z".parse().unwrap();
        let envelope = Envelope::seal(&Secret::new(VALUE));
        let secrets = vec![StoredSecret { id: "first".into(), envelope, created_at: at, expires_at: None }];
        let id = "demo-shopify".parse().unwrap();
        let integration = Integration {
            secrets,
            ..channels::default_integration(id, Channel::Shopify, "demo-shop.myshopify.com", at)
        };
        let members = vec![Member { user: "demo".into(), role: Role::Owner }];
        serde_json::to_string(&IntegrationResponse::new(integration, role, members)).unwrap()
    }

    #[test]
    fn no_role_sees_the_value_of_a_secret_sealed_or_open() {
        let sealed = serde_json::to_string(&Envelope::seal(&Secret::new(VALUE))).unwrap();
        for role in [None, Some(Role::Viewer), Some(Role::Member), Some(Role::Owner)] {
            let json = response_json(role);
            assert!(
                !json.contains(VALUE) && !json.contains(sealed.trim_matches('"')) && !json.contains("envelope"),
                "{json}"
            );
        }
    }

    #[test]
    fn only_owners_see_members_and_secret_ids() {
        assert!(
            response_json(Some(Role::Owner))
                .contains(r#""secrets":[{"id":"first","created_at":"2026-11-02T04:45:00.000Z","expires_at":null}]"#)
        );
        for role in [None, Some(Role::Viewer), Some(Role::Member)] {
            let json = response_json(role);
            assert!(json.contains(r#""members":null,"secrets":null"#), "{json}");
        }
    }
}
