//! The origin of a notification, for the transports that do not verify it: a queue and a bus.

use types::json_text::json_text;

use super::account_key::AccountKey;
use super::envelope::Envelope;
use super::unwrapped::Unwrapped;

/// The origin of a notification of SP-API, as its body states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotificationOrigin {
    /// The seller's id, if the body names exactly one.
    pub seller: Option<String>,
    /// The id of the application that subscribed.
    pub application: Option<String>,
    /// Amazon's id of the notification.
    pub notification: Option<String>,
}

/// The longest id of a notification or an application, in characters. Amazon's are UUIDs, perhaps with a prefix.
const MAX_ID_CHARS: usize = 128;

impl NotificationOrigin {
    /// The origin of a notification: bare, in an event of EventBridge, or in an SNS message. `None` if the body has no
    /// envelope of SP-API.
    pub fn of(body: &[u8]) -> Option<Self> {
        let body = json_text(body);
        let Unwrapped::Envelope(text) = Unwrapped::read(&body) else { return None };
        let envelope = Envelope::read(&text);
        let seller = match envelope.sellers().as_slice() {
            [seller] => AccountKey::parse(seller).and_then(|account| match account {
                AccountKey::Seller(seller) => Some(seller),
                AccountKey::Topic(_) => None,
            }),
            _ => None,
        };
        let valid_id = |text: Option<String>| text.filter(|text| is_id(text));
        let (application, notification) = (valid_id(envelope.application), valid_id(envelope.notification));
        Some(Self { seller, application, notification })
    }
}

fn is_id(text: &str) -> bool {
    (1..=MAX_ID_CHARS).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}
