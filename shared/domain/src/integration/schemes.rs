//! The signature schemes of an integration, by transport.

use serde::{Deserialize, Serialize};
use signatures::Scheme;
use types::secret::Secret;
use types::transport::Transport;

/// At most one scheme per transport. There is no fallback from one to another, and without a scheme a transport accepts
/// nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schemes {
    /// For webhooks sent as HTTPS requests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub https: Option<Scheme>,
    /// For messages from an SQS queue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sqs: Option<Scheme>,
    /// For events from EventBridge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eventbridge: Option<Scheme>,
}

impl Schemes {
    /// The scheme of a transport.
    pub fn of(&self, transport: Transport) -> Option<&Scheme> {
        match transport {
            Transport::Https => self.https.as_ref(),
            Transport::Sqs => self.sqs.as_ref(),
            Transport::EventBridge => self.eventbridge.as_ref(),
        }
    }

    /// Whether no transport has a scheme.
    pub fn is_empty(&self) -> bool {
        self.all().next().is_none()
    }

    /// Checks that a secret is usable with every configured scheme.
    ///
    /// # Errors
    /// A sentence for the person who entered the secret.
    pub fn check_secret(&self, secret: &Secret) -> Result<(), &'static str> {
        self.all().try_for_each(|scheme| scheme.check_secret(secret))
    }

    fn all(&self) -> impl Iterator<Item = &Scheme> {
        Transport::ALL.into_iter().filter_map(|transport| self.of(transport))
    }
}
