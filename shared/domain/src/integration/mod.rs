//! Integrations: one account on one channel, and who may see it.

mod reply;
mod schemes;
mod topic_source;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub use reply::Reply;
pub use schemes::Schemes;
pub use topic_source::{MAX_TOPIC_CHARS, TopicPlace, TopicSource, topic_in_path};

use types::Channel;
use types::secret::{Envelope, Secret, StoredSecret};
use types::time::Time;

use crate::profit::Fees;

/// The id of an integration: 1 to 64 of `a-z`, `0-9` and `-`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String))]
pub struct IntegrationId(String);

/// The longest integration id, in characters.
const LONGEST_ID: usize = 64;

/// A text that is no integration id.
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
        if (1..=LONGEST_ID).contains(&text.len()) && text.bytes().all(allowed) {
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

/// One account on a channel, as the functions know it.
#[derive(Clone, Debug)]
pub struct Integration {
    /// Its id, unique in the deployment.
    pub id: IntegrationId,
    /// The kind of sender.
    pub channel: Channel,
    /// The account's key on the channel; at Shopify the shop's domain.
    pub account: String,
    /// How its deliveries are verified.
    pub schemes: Schemes,
    /// Where its topics stand, if its owner says it; else the channel knows.
    pub topic: Option<TopicSource>,
    /// What a webhook is answered with once it is stored, if its owner says it.
    pub reply: Option<Reply>,
    /// The integration whose orders its shipments carry, if it is a courier's.
    pub ships_for: Option<IntegrationId>,
    /// What its owner says that each sale costs.
    pub fees: Fees,
    /// Whether deliveries are accepted.
    pub enabled: bool,
    /// Its secrets, live and ended.
    pub secrets: Vec<StoredSecret>,
    /// The token by which the channel itself can be asked, sealed.
    pub access_token: Option<Envelope>,
    /// When it was made.
    pub created_at: Time,
    /// Grows with every change of the settings.
    pub version: u64,
}

impl Integration {
    /// Whether the channel is to be asked for what its webhooks did not bring.
    pub fn is_reconciled(&self) -> bool {
        self.enabled && self.access_token.is_some()
    }

    /// The opened access token; none where the integration is disabled.
    pub fn open_access_token(&self) -> Option<Secret> {
        self.access_token.as_ref().filter(|_| self.enabled)?.open()
    }

    /// The opened secrets that are live at `now`; none where the integration is disabled.
    pub fn active_secrets(&self, now: Time) -> Vec<Secret> {
        let live = self.secrets.iter().filter(|secret| self.enabled && secret.is_active(now));
        live.filter_map(|secret| secret.envelope.open()).collect()
    }
}

/// What integrations of a channel may have and how they are found. Stated by the channel's adapter, and passed to whoever
/// must know it without knowing channels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// A request names the account, so an account belongs to one integration alone.
    pub found_by_account: bool,
    /// The channel's API returns what no webhook delivered.
    pub reconcile: bool,
    /// An owner may set where the topic is read from.
    pub configurable_topic: bool,
    /// An owner may set the response to a stored webhook.
    pub configurable_reply: bool,
    /// It is a courier: an integration may name the one whose orders its shipments carry.
    pub courier: bool,
    /// One of its schemes verifies any body until it expires ([`signatures::Once`]), so nonces are recorded.
    pub nonces: bool,
}

/// What a member may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Role {
    /// Sees.
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
    /// The user's name: the `sub` claim of the tokens.
    pub user: String,
    /// What the user may do.
    pub role: Role,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_could_leave_their_key_are_refused() {
        for bad in ["", "a#b", "A", "a/b", "a b", "ä", &"a".repeat(65)] {
            assert!(bad.parse::<IntegrationId>().is_err(), "{bad:?}");
        }
        assert!("demo-shopify".parse::<IntegrationId>().is_ok());
    }
}
