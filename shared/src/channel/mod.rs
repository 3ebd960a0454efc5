//! Channels: what each kind of sender says, in its own words and in Storebell's. Nothing here knows AWS.

mod amount;
mod id;
pub mod shopify;
mod understanding;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use amount::Amount;
pub use id::Id;
pub use understanding::{Context, NotUnderstood, Understood};

/// A kind of sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// Shopify.
    Shopify,
}

impl Channel {
    /// The name that stands in paths and in rows.
    pub fn name(self) -> &'static str {
        match self {
            Self::Shopify => "shopify",
        }
    }

    /// What the channel's door needs to know about a request.
    pub fn sender(self) -> &'static dyn Sender {
        match self {
            Self::Shopify => &shopify::Shopify,
        }
    }

    /// Understands a verified body: its subject, its time, its summary, and what it changes.
    ///
    /// # Errors
    /// [`NotUnderstood`] with a stable word; the delivery stays stored and its event is failed.
    pub fn understand(self, context: &Context<'_>, body: &[u8]) -> Result<Understood, NotUnderstood> {
        match self {
            Self::Shopify => shopify::understand(context, body),
        }
    }
}

/// The headers of a request, names in lower case.
pub type Headers = BTreeMap<String, String>;

/// What a door needs to know of its channel before the body may be looked at.
pub trait Sender: Send + Sync {
    /// The header that names the account.
    fn account_header(&self) -> &'static str;

    /// The header that carries the signature.
    fn signature_header(&self) -> &'static str;

    /// The header that names the topic; it is unsigned, and nothing of state is read from it.
    fn topic_header(&self) -> &'static str;

    /// Whether a header is kept with the delivery.
    fn keeps_header(&self, name: &str) -> bool;

    /// What of a topic goes into the delivery id.
    fn topic_class(&self, topic: &str) -> TopicClass;

    /// The account key in the one spelling that is stored, if `text` can be one.
    fn account_key(&self, text: &str) -> Option<String>;
}

/// What of a topic tells one delivery from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TopicClass {
    /// A topic that the channel is known to send.
    Known(&'static str),
    /// A known topic whose bodies repeat to the byte, so that the UTC day belongs to the delivery id.
    Daily(&'static str),
    /// Any other text: all alike, so that invented topics make no rows without end.
    Other,
}
