//! Integrations: one account on one channel, and who may see it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::channel::Channel;
use crate::scheme::Scheme;
use crate::secret::{Secret, StoredSecret};
use crate::time::Time;

/// The id of an integration: 1 to 64 of `a-z`, `0-9` and `-`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct IntegrationId(String);

/// The longest integration id, in characters.
const LONGEST_ID: usize = 64;

/// A text that is no integration id.
#[derive(Debug, thiserror::Error)]
#[error("an integration id is 1 to 64 of a-z, 0-9 and '-'")]
pub struct NotAnIntegrationId;

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
    type Err = NotAnIntegrationId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let allowed = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
        if (1..=LONGEST_ID).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAnIntegrationId)
        }
    }
}

impl<'de> Deserialize<'de> for IntegrationId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// One scheme for each way in; there is no falling back from one to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schemes {
    /// For webhooks that come as HTTPS requests.
    pub https: Scheme,
}

impl Schemes {
    /// The schemes by which a channel is verified where nothing else is said.
    pub fn usual(channel: Channel) -> Self {
        Self { https: channel.sender().usual_scheme() }
    }

    /// Schemes as an owner writes them: for each way in a name, which means the channel's usual settings, or an object
    /// with `scheme` and its settings.
    ///
    /// # Errors
    /// What is wrong, for the person who wrote it.
    pub fn written(channel: Channel, value: Value) -> Result<Self, &'static str> {
        let Value::Object(mut ways) = value else { return Err("it is no object") };
        let https = ways.remove("https").ok_or("it says no scheme for https")?;
        if !ways.is_empty() {
            return Err("it names a way in that is not known");
        }
        let usual = channel.sender().usual_scheme();
        let scheme = match https {
            Value::String(name) if name == usual.name() => usual,
            Value::String(name) => {
                serde_json::from_value(serde_json::json!({ "scheme": name })).map_err(|_| UNKNOWN)?
            }
            settings => serde_json::from_value(settings).map_err(|_| UNKNOWN)?,
        };
        scheme.check()?;
        if !channel.sender().takes(&scheme) {
            return Err("the channel is not verified by this scheme");
        }
        Ok(Self { https: scheme })
    }
}

/// Why the text of a scheme was not taken.
const UNKNOWN: &str = "the scheme is not known, or its settings are not those that it needs";

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
    /// Whether deliveries are accepted.
    pub enabled: bool,
    /// Its secrets, live and ended.
    pub secrets: Vec<StoredSecret>,
    /// When it was made.
    pub created_at: Time,
    /// Grows with every change of the settings.
    pub version: u64,
}

impl Integration {
    /// The opened secrets that are live at `now`; none where the integration is disabled.
    pub fn live_secrets(&self, now: Time) -> Vec<Secret> {
        let live = self.secrets.iter().filter(|secret| self.enabled && secret.is_live(now));
        live.filter_map(|secret| secret.envelope.open()).collect()
    }
}

/// What a member may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
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
