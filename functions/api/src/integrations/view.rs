//! An integration as the API shows it. A secret's value has no field here.

use domain::integration::{Integration, IntegrationId, Member, Reply, Role, Schemes, TopicSource};
use domain::profit::Fees;
use serde::Serialize;
use store::ledger::ReconcileCheckpoint;
use types::Channel;
use types::secret::StoredSecret;
use types::time::Time;

/// An integration as one member sees it.
#[derive(Debug, Serialize)]
pub(super) struct IntegrationView {
    id: IntegrationId,
    channel: Channel,
    account: String,
    schemes: Schemes,
    /// `None` where the channel knows where topics stand.
    topic: Option<TopicSource>,
    /// `None` for the usual answer.
    reply: Option<Reply>,
    ships_for: Option<IntegrationId>,
    fees: Fees,
    enabled: bool,
    /// The caller's; `None` for one who has just left.
    role: Option<Role>,
    /// Only owners see them.
    members: Option<Vec<Member>>,
    /// Only owners see them.
    secrets: Option<Vec<SecretView>>,
    /// Whether there is one.
    access_token: bool,
    /// How far its channel was asked for what webhooks did not bring; only where one integration is shown alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    reconciled: Option<ReconciledView>,
    created_at: Time,
}

#[derive(Debug, Serialize)]
struct ReconciledView {
    /// `None` before the first answer.
    until: Option<Time>,
    asked_at: Time,
    /// Why there was no answer, a stable word.
    error: Option<String>,
}

#[derive(Debug, Serialize)]
struct SecretView {
    id: String,
    created_at: Time,
    expires_at: Option<Time>,
}

impl IntegrationView {
    /// For a caller with `role`. `members` are read only for owners.
    pub(super) fn of(integration: Integration, role: Option<Role>, members: Vec<Member>) -> Self {
        let is_owner = role == Some(Role::Owner);
        let secrets = || integration.secrets.into_iter().map(SecretView::of).collect();
        Self {
            id: integration.id,
            channel: integration.channel,
            account: integration.account,
            schemes: integration.schemes,
            topic: integration.topic,
            reply: integration.reply,
            ships_for: integration.ships_for,
            fees: integration.fees,
            enabled: integration.enabled,
            role,
            members: is_owner.then_some(members),
            secrets: is_owner.then(secrets),
            access_token: integration.access_token.is_some(),
            reconciled: None,
            created_at: integration.created_at,
        }
    }

    /// With how far its channel was asked, if it ever was.
    pub(super) fn reconciled(self, mark: Option<ReconcileCheckpoint>) -> Self {
        let view = |ReconcileCheckpoint { until, attempted_at: asked_at, error, .. }| ReconciledView {
            until,
            asked_at,
            error,
        };
        Self { reconciled: mark.map(view), ..self }
    }
}

impl SecretView {
    fn of(secret: StoredSecret) -> Self {
        Self { id: secret.id, created_at: secret.created_at, expires_at: secret.expires_at }
    }
}

#[cfg(test)]
mod tests {
    use types::secret::{Envelope, Secret};

    use super::*;

    const VALUE: &str = "demo-shopify-secret";

    fn shown(role: Option<Role>) -> String {
        let at: Time = "2026-11-02T04:45:00Z".parse().unwrap();
        let envelope = Envelope::seal(&Secret::new(VALUE));
        let secrets = vec![StoredSecret { id: "first".into(), envelope, created_at: at, expires_at: None }];
        let id = "demo-shopify".parse().unwrap();
        let integration = Integration {
            secrets,
            ..channels::default_integration(id, Channel::Shopify, "demo-shop.myshopify.com", at)
        };
        let members = vec![Member { user: "demo".into(), role: Role::Owner }];
        serde_json::to_string(&IntegrationView::of(integration, role, members)).unwrap()
    }

    #[test]
    fn no_role_sees_a_secret_s_value_sealed_or_open() {
        let sealed = serde_json::to_string(&Envelope::seal(&Secret::new(VALUE))).unwrap();
        for role in [None, Some(Role::Viewer), Some(Role::Member), Some(Role::Owner)] {
            let json = shown(role);
            assert!(
                !json.contains(VALUE) && !json.contains(sealed.trim_matches('"')) && !json.contains("envelope"),
                "{json}"
            );
        }
    }

    #[test]
    fn only_owners_see_members_and_what_secrets_there_are() {
        assert!(
            shown(Some(Role::Owner))
                .contains(r#""secrets":[{"id":"first","created_at":"2026-11-02T04:45:00.000Z","expires_at":null}]"#)
        );
        for role in [None, Some(Role::Viewer), Some(Role::Member)] {
            let json = shown(role);
            assert!(json.contains(r#""members":null,"secrets":null"#), "{json}");
        }
    }
}
