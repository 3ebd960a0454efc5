//! How an integration's deliveries are proven, by each way in.

use serde::{Deserialize, Serialize};
use signatures::Scheme;
use types::secret::Secret;
use types::transport::Transport;

/// At most one scheme for each way in; there is no falling back from one to another, and a way without a scheme takes
/// nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schemes {
    /// For webhooks that come as HTTPS requests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub https: Option<Scheme>,
    /// For messages of a queue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sqs: Option<Scheme>,
    /// For events of a bus.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eventbridge: Option<Scheme>,
}

impl Schemes {
    /// The scheme of a way in.
    pub fn of(&self, way: Transport) -> Option<&Scheme> {
        match way {
            Transport::Https => self.https.as_ref(),
            Transport::Sqs => self.sqs.as_ref(),
            Transport::EventBridge => self.eventbridge.as_ref(),
        }
    }

    /// Whether nothing is taken, whatever the way.
    pub fn is_empty(&self) -> bool {
        self.all().next().is_none()
    }

    /// Whether a secret can be one of every scheme that there is.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check_secret(&self, secret: &Secret) -> Result<(), &'static str> {
        self.all().try_for_each(|scheme| scheme.check_secret(secret))
    }

    fn all(&self) -> impl Iterator<Item = &Scheme> {
        Transport::ALL.into_iter().filter_map(|way| self.of(way))
    }
}
