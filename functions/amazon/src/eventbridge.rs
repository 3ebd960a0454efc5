//! Events from EventBridge: one in each asynchronous invocation.

use ingest::WebhookReceiver;
use serde::Deserialize;
use serde_json::value::RawValue;
use types::transport::Transport;

use crate::notification::{self, NotificationNotStored};

#[derive(Deserialize)]
struct EventIdMember<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
}

/// The longest event id that is logged. EventBridge's ids are UUIDs.
const MAX_LOGGED_ID_BYTES: usize = 64;

/// Stores the notification of an event.
///
/// # Errors
/// [`NotificationNotStored`]: Lambda retries the invocation, and in the end puts the event into the failure queue.
pub(crate) async fn receive(receiver: &WebhookReceiver, event: &str) -> Result<(), NotificationNotStored> {
    let id = serde_json::from_str::<EventIdMember<'_>>(event).ok().and_then(|event| event.id).map(RawValue::get);
    let id = id.map(|id| id.trim_matches('"')).filter(|id| id.len() <= MAX_LOGGED_ID_BYTES).unwrap_or_default();
    notification::store(receiver, Transport::EventBridge, id, event.as_bytes().to_vec()).await
}
