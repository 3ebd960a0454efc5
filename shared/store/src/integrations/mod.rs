//! The table `integrations`: accounts on channels, their secrets, and who may see them.
//!
//! | pk | sk | holds |
//! |---|---|---|
//! | `i#<id>` | `settings` | channel, account, schemes, topic source, reply, whose orders it ships, fees, secrets and access token as envelopes |
//! | `i#<id>` | `settings` | after it was removed: when; so that the id is never given again |
//! | `i#<id>` | `u#<user>` | the user's role; with the next row always written together |
//! | `u#<user>` | `i#<id>` | the same role, found by user |
//! | `a#<channel>#<account>` | `-` | the one integration that owns the account key |
//! | `r#<channel>` | `i#<id>` | an integration that is to be asked; written together with its settings |

mod admin;
mod finder;
mod memberships;
mod reconcilable;
mod reply_text;

use serde::{Deserialize, Serialize};

pub use admin::{Change, IntegrationAdmin, Taken};
pub use finder::IntegrationFinder;
pub use memberships::Memberships;
pub use reconcilable::ReconcilableIntegrations;

use domain::integration::{Integration, IntegrationId, Reply, Role, Schemes, TopicSource};
use domain::profit::Fees;
use types::Channel;
use types::secret::{Envelope, StoredSecret};
use types::time::Time;

const TABLE: &str = "integrations";
const SETTINGS: &str = "settings";
/// The attribute by which the row of a removed integration is told from settings.
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

/// What stays of an integration that was removed. Without a version, so that no change fits it any more.
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
    fn from(of: &Integration) -> Self {
        Self {
            pk: integration_key(of.id.as_str()),
            sk: SETTINGS.to_owned(),
            id: of.id.clone(),
            channel: of.channel,
            account: of.account.clone(),
            schemes: of.schemes.clone(),
            topic: of.topic.clone(),
            reply: of.reply.clone(),
            ships_for: of.ships_for.clone(),
            fees: of.fees.clone(),
            enabled: of.enabled,
            secrets: of.secrets.clone(),
            access_token: of.access_token.clone(),
            created_at: of.created_at,
            version: of.version,
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

fn asked_key(channel: Channel) -> String {
    format!("r#{}", channel.name())
}

fn account_key(channel: Channel, account: &str) -> String {
    format!("a#{}#{account}", channel.name())
}
