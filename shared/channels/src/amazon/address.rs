//! Whose a notification is, for the ways that prove nothing of the kind by themselves.

use super::account::AccountKey;
use super::envelope::Envelope;
use super::wrapped::Wrapped;

/// What a notification of SP-API says of its way: from whom, through which application, and its own id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The seller's id, where the body names exactly one.
    pub seller: Option<String>,
    /// The application that subscribed.
    pub application: Option<String>,
    /// Amazon's id of the notification.
    pub notification: Option<String>,
}

/// The longest id of a notification or an application, in characters. Amazon's are UUIDs, perhaps with a prefix.
const LONGEST_ID: usize = 128;

impl Address {
    /// The address of a notification as it came: bare, in an event of EventBridge, in a message of SNS. `None` where
    /// the body holds no envelope of SP-API.
    pub fn of(body: &[u8]) -> Option<Self> {
        let Wrapped::Envelope(text) = Wrapped::read(std::str::from_utf8(body).ok()?) else { return None };
        let envelope = Envelope::read(&text);
        let seller = match envelope.sellers().as_slice() {
            [seller] => AccountKey::of(seller).and_then(|account| match account {
                AccountKey::Seller(seller) => Some(seller),
                AccountKey::Topic(_) => None,
            }),
            _ => None,
        };
        let id = |text: Option<String>| text.filter(|text| is_id(text));
        Some(Self { seller, application: id(envelope.application), notification: id(envelope.notification) })
    }
}

fn is_id(text: &str) -> bool {
    (1..=LONGEST_ID).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}
