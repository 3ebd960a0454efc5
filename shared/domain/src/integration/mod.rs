//! Integrations: one account on one channel, its settings and its members.

mod event_id_source;
mod reply;
mod schemes;
mod sender_header;
mod topic_source;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use types::Channel;
use types::secret::{Envelope, Secret, StoredSecret};
use types::time::Time;

use crate::profit::Fees;

pub use event_id_source::EventIdSource;
pub use reply::Reply;
pub use schemes::Schemes;
pub use topic_source::{MAX_TOPIC_CHARS, TopicLocation, TopicSource, topic_in_path};

/// The id of an integration: 1 to 64 of `a-z`, `0-9` and `-`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String))]
pub struct IntegrationId(String);

/// The longest integration id, in characters.
const MAX_ID_CHARS: usize = 64;

/// A text that is not an integration id.
#[derive(Debug, thiserror::Error)]
#[error("an integration id is 1 to 64 of a-z, 0-9 and '-'")]
pub struct ParseIntegrationIdError;

impl IntegrationId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for IntegrationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for IntegrationId {
    type Err = ParseIntegrationIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let allowed = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
        if (1..=MAX_ID_CHARS).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(ParseIntegrationIdError)
        }
    }
}

impl<'de> Deserialize<'de> for IntegrationId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// One account on a channel, with its settings and secrets.
#[derive(Clone, Debug)]
pub struct Integration {
    /// Unique in the deployment.
    pub id: IntegrationId,
    /// The channel.
    pub channel: Channel,
    /// The account on the channel; for Shopify, the shop's domain.
    pub account: String,
    /// How its webhooks are verified, by transport.
    pub schemes: Schemes,
    /// Where its topics are read from, if its owner configured it; else the channel's adapter decides.
    pub topic: Option<TopicSource>,
    /// Where the sender's own event ids are read from, if its owner configured it. A signed event id precedes it.
    pub event_id: Option<EventIdSource>,
    /// The response to a stored webhook, if its owner configured one.
    pub reply: Option<Reply>,
    /// For a courier integration, the integration to whose orders its shipments belong.
    pub ships_for: Option<IntegrationId>,
    /// The fees and shipping cost of each sale, as its owner entered them.
    pub fees: Fees,
    /// Whether its webhooks are accepted.
    pub enabled: bool,
    /// Its secrets, active and expired.
    pub secrets: Vec<StoredSecret>,
    /// The access token for the channel's API, in its stored form.
    pub access_token: Option<Envelope>,
    /// When it was created.
    pub created_at: Time,
    /// Increases with every change of the settings.
    pub version: u64,
}

impl Integration {
    /// Whether reconciliation fetches its orders from the channel's API.
    pub fn is_reconciled(&self) -> bool {
        self.enabled && self.access_token.is_some()
    }

    /// The access token itself; `None` if the integration is disabled.
    pub fn open_access_token(&self) -> Option<Secret> {
        self.access_token.as_ref().filter(|_| self.enabled)?.open()
    }

    /// The values of the secrets that are active at `now`; none if the integration is disabled.
    pub fn active_secrets(&self, now: Time) -> Vec<Secret> {
        let active = self.secrets.iter().filter(|secret| self.enabled && secret.is_active(now));
        active.filter_map(|secret| secret.envelope.open()).collect()
    }
}

/// The features that a channel supports. The channel's adapter states them; they are passed to crates that do not know
/// the adapters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// A webhook names the account, so an account belongs to one integration only.
    pub found_by_account: bool,
    /// The channel's API can return what no webhook delivered.
    pub reconcile: bool,
    /// An owner may configure where the topic is read from.
    pub configurable_topic: bool,
    /// An owner may configure where the sender's event id is read from.
    pub configurable_event_id: bool,
    /// An owner may configure the response to a stored webhook.
    pub configurable_reply: bool,
    /// The channel is a courier: an integration may name the one to whose orders its shipments belong.
    pub courier: bool,
    /// One of its schemes has signatures that could be reused until they expire, so their nonces are stored.
    pub nonces: bool,
}

/// A member's role in an integration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Role {
    /// Sees events and orders.
    Viewer,
    /// Sees and replays.
    Member,
    /// Sees, replays, and changes the integration.
    Owner,
}

/// One user of an integration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Member {
    /// The user's id: the `sub` claim of the tokens.
    pub user: String,
    /// The user's role.
    pub role: Role,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_with_other_characters_or_lengths_are_rejected() {
        for bad in ["", "a#b", "A", "a/b", "a b", "ä", &"a".repeat(65)] {
            assert!(bad.parse::<IntegrationId>().is_err(), "{bad:?}");
        }
        assert!("demo-shopify".parse::<IntegrationId>().is_ok());
    }
}
