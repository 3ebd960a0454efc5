//! Events of a bus: one at a time, and asynchronously.

use ingest::WebhookReceiver;
use serde::Deserialize;
use serde_json::value::RawValue;
use types::transport::Transport;

use crate::notification::{self, NotStored};

/// EventBridge's own id of the event.
#[derive(Deserialize)]
struct Named<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
}

/// The longest id that is logged, in bytes; EventBridge's are UUIDs.
const LONGEST_ID: usize = 64;

/// Stores the notification in an event.
///
/// # Errors
/// [`NotStored`]: Lambda invokes again, and puts the event into the failure queue in the end.
pub(crate) async fn take(door: &WebhookReceiver, event: &str) -> Result<(), NotStored> {
    let id = serde_json::from_str::<Named<'_>>(event).ok().and_then(|named| named.id).map(RawValue::get);
    let id = id.map(|id| id.trim_matches('"')).filter(|id| id.len() <= LONGEST_ID).unwrap_or_default();
    notification::store(door, Transport::EventBridge, id, event.as_bytes().to_vec()).await
}
