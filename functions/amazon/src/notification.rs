//! Stores one notification that came by SQS or EventBridge.

use std::time::Duration;

use channels::amazon::NotificationOrigin;
use ingest::{IngestError, Message, WebhookReceiver};
use tokio::time::timeout;
use tracing::{info, warn};
use types::transport::Transport;

/// The time limit of one notification: less than the function's timeout, so that only the slow messages of a batch are
/// delivered again.
const STORE_TIMEOUT: Duration = Duration::from_secs(8);

/// The rejection code for a table that did not respond in time.
const STORE_CODE: &str = "store";

/// A notification was not stored, with the rejection code.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("notification not stored: {0}")]
pub(crate) struct NotificationNotStored(&'static str);

/// Stores a notification unless it is a duplicate. The account in its body identifies the integration. `id` is the id
/// of the SQS message or EventBridge event, for the log.
///
/// # Errors
/// [`NotificationNotStored`]: AWS must deliver it again, in the end to a dead-letter queue.
pub(crate) async fn store(
    receiver: &WebhookReceiver,
    transport: Transport,
    id: &str,
    body: Vec<u8>,
) -> Result<(), NotificationNotStored> {
    let Ok(result) = timeout(STORE_TIMEOUT, receiver.receive_message(parse_message(transport, body))).await else {
        let error = format!("not stored within {STORE_TIMEOUT:?}");
        warn!(
            channel = "amazon", way = %transport, code = STORE_CODE, error, message.id = id,
            "notification not stored"
        );
        return Err(NotificationNotStored(STORE_CODE));
    };
    match result {
        Ok(received) => {
            let (key, event_id, status) = (&received.key, received.event_id(), received.status());
            info!(
                integration = %key.integration, delivery.id = %key.id, event.id = %event_id, status, way = %transport,
                message.id = id, "notification received"
            );
            Ok(())
        }
        Err(ingest_error) => {
            let (code, error) = (ingest_error.code(), detail(&ingest_error));
            warn!(channel = "amazon", way = %transport, code, error, message.id = id, "notification not stored");
            Err(NotificationNotStored(code))
        }
    }
}

/// A body that names no seller gets an empty account, which the receiver rejects as `no_account`.
fn parse_message(transport: Transport, body: Vec<u8>) -> Message {
    let (seller, application, event_id) = match NotificationOrigin::of(&body) {
        Some(address) => (address.seller, address.application, address.notification),
        None => (None, None, None),
    };
    Message { transport, account: seller.unwrap_or_default(), application, event_id, body }
}

/// Other errors say everything by their code.
fn detail(error: &IngestError) -> String {
    match error {
        IngestError::Store(error) => error.to_string(),
        _ => String::new(),
    }
}
