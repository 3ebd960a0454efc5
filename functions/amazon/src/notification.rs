//! One notification that a queue or a bus has handed over.

use std::time::Duration;

use channels::amazon::NotificationOrigin;
use ingest::{IngestError, Message, MessageReceiver};
use tokio::time::timeout;
use tracing::{info, warn};
use types::transport::Transport;

/// The time for one notification: less than the function's own, so that of a batch only what was slow comes again.
const TIME_LIMIT: Duration = Duration::from_secs(8);

/// A notification that was not stored, with the reason's stable word.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the notification was not stored: {0}")]
pub(crate) struct NotStored(pub(crate) &'static str);

/// Stores a notification unless it is there already. Whose it is says its own body. `id` is that of the message or the
/// event, for the log.
///
/// # Errors
/// [`NotStored`]: it has to come again, or to be seen by a person where it does so in vain.
pub(crate) async fn store(door: &MessageReceiver, way: Transport, id: &str, body: Vec<u8>) -> Result<(), NotStored> {
    let message = message(way, body);
    let Ok(received) = timeout(TIME_LIMIT, door.receive(message)).await else {
        warn!(channel = "amazon", %way, reason = "store", message.id = id, "notification not stored in time");
        return Err(NotStored("store"));
    };
    match received {
        Ok(received) => {
            let (key, event, status) = (&received.key, received.event_id(), received.status());
            info!(integration = %key.integration, delivery.id = %key.id, event.id = %event, status, %way, message.id = id, "notification received");
            Ok(())
        }
        Err(refused) => {
            let (reason, error) = (refused.code(), detail(&refused));
            warn!(channel = "amazon", %way, reason, error, message.id = id, "notification not stored");
            Err(NotStored(reason))
        }
    }
}

/// What names nobody is of no account, and refused as such.
fn message(way: Transport, body: Vec<u8>) -> Message {
    let address = NotificationOrigin::of(&body);
    let (seller, application, event_id) =
        address.map_or((None, None, None), |address| (address.seller, address.application, address.notification));
    Message { way, account: seller.unwrap_or_default(), application, event_id, body }
}

fn detail(refused: &IngestError) -> String {
    match refused {
        IngestError::Store(error) => error.to_string(),
        _ => String::new(),
    }
}
