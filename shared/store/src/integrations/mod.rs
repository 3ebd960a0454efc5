//! The table `integrations`: accounts on channels, their secrets, and their members.
//!
//! | pk | sk | holds |
//! |---|---|---|
//! | `i#<id>` | `settings` | channel, account, schemes, topic source, event id source, reply, the integration for which it ships, fees, secrets and access token as envelopes |
//! | `i#<id>` | `settings` | after the integration was removed: the time, so that the id is never used again |
//! | `i#<id>` | `u#<user>` | the role of a member; always written together with the next row |
//! | `u#<user>` | `i#<id>` | the same role, for reads by user |
//! | `a#<channel>#<account>` | `-` | the one integration that owns the account key |
//! | `r#<channel>` | `i#<id>` | an integration that is reconciled; written together with its settings |

mod admin;
mod finder;
mod memberships;
mod reconcilable;
mod reply_text;

use domain::integration::{EventIdSource, Integration, IntegrationId, Reply, Role, Schemes, TopicSource};
use domain::profit::Fees;
use serde::{Deserialize, Serialize};
use types::Channel;
use types::secret::{Envelope, StoredSecret};
use types::time::Time;

pub use admin::{IntegrationAdmin, IntegrationChange, IntegrationConflict};
pub use finder::IntegrationFinder;
pub use memberships::Memberships;
pub use reconcilable::ReconcilableIntegrations;

const TABLE: &str = "integrations";
const SETTINGS: &str = "settings";
/// The attribute that only the row of a removed integration has.
const REMOVED_AT: &str = "removed_at";

#[derive(Serialize, Deserialize)]
struct SettingsRow {
    pk: String,
    sk: String,
    id: IntegrationId,
    channel: Channel,
    account: String,
    schemes: Schemes,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    topic: Option<TopicSource>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    event_id: Option<EventIdSource>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "reply_text")]
    reply: Option<Reply>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ships_for: Option<IntegrationId>,
    #[serde(default, skip_serializing_if = "Fees::is_empty")]
    fees: Fees,
    enabled: bool,
    secrets: Vec<StoredSecret>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    access_token: Option<Envelope>,
    created_at: Time,
    version: u64,
}

#[derive(Serialize, Deserialize)]
struct MemberRow {
    pk: String,
    sk: String,
    integration: IntegrationId,
    user: String,
    role: Role,
}

#[derive(Serialize, Deserialize)]
struct AccountRow {
    pk: String,
    sk: String,
    integration: IntegrationId,
}

/// The row that replaces a removed integration's settings. It has no version, so that no later change applies to it.
#[derive(Serialize)]
struct RemovedRow {
    pk: String,
    sk: String,
    removed_at: Time,
}

impl RemovedRow {
    fn of(id: &IntegrationId, removed_at: Time) -> Self {
        Self { pk: integration_key(id.as_str()), sk: SETTINGS.to_owned(), removed_at }
    }
}

#[derive(Serialize, Deserialize)]
struct ReconcilableRow {
    pk: String,
    sk: String,
    integration: IntegrationId,
}

impl From<&Integration> for SettingsRow {
    fn from(integration: &Integration) -> Self {
        Self {
            pk: integration_key(integration.id.as_str()),
            sk: SETTINGS.to_owned(),
            id: integration.id.clone(),
            channel: integration.channel,
            account: integration.account.clone(),
            schemes: integration.schemes.clone(),
            topic: integration.topic.clone(),
            event_id: integration.event_id.clone(),
            reply: integration.reply.clone(),
            ships_for: integration.ships_for.clone(),
            fees: integration.fees.clone(),
            enabled: integration.enabled,
            secrets: integration.secrets.clone(),
            access_token: integration.access_token.clone(),
            created_at: integration.created_at,
            version: integration.version,
        }
    }
}

impl From<SettingsRow> for Integration {
    fn from(row: SettingsRow) -> Self {
        Self {
            id: row.id,
            channel: row.channel,
            account: row.account,
            schemes: row.schemes,
            topic: row.topic,
            event_id: row.event_id,
            reply: row.reply,
            ships_for: row.ships_for,
            fees: row.fees,
            enabled: row.enabled,
            secrets: row.secrets,
            access_token: row.access_token,
            created_at: row.created_at,
            version: row.version,
        }
    }
}

fn integration_key(id: &str) -> String {
    format!("i#{id}")
}

fn user_key(user: &str) -> String {
    format!("u#{user}")
}

fn reconcilable_key(channel: Channel) -> String {
    format!("r#{}", channel.name())
}

fn account_key(channel: Channel, account: &str) -> String {
    format!("a#{}#{account}", channel.name())
}
