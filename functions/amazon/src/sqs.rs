//! Batches of a queue: what was not stored is reported, and comes again alone.

use std::borrow::Cow;

use ingest::WebhookReceiver;
use serde::Serialize;
use types::concurrency::bounded;
use types::transport::Transport;

use crate::event::QueueMessage;
use crate::notification;

/// The most messages that are stored side by side: a whole batch of the queue's mapping.
const AT_ONCE: usize = 10;

/// What of a batch failed (<https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html>).
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Failures {
    batch_item_failures: Vec<Failure>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Failure {
    item_identifier: String,
}

/// Stores the messages of a batch. One that is refused is not dropped: it comes again until SQS puts it into the
/// dead-letter queue, where a person finds it and can give it back once its seller is known.
pub(crate) async fn take(door: &WebhookReceiver, messages: Vec<QueueMessage<'_>>) -> Failures {
    let stored = bounded(AT_ONCE, messages.into_iter().map(|message| store(door, message)).collect()).await;
    let failures = stored.into_iter().filter_map(Result::err);
    Failures { batch_item_failures: failures.map(|item_identifier| Failure { item_identifier }).collect() }
}

/// Stores one message; where it fails, gives its id.
async fn store(door: &WebhookReceiver, message: QueueMessage<'_>) -> Result<(), String> {
    let QueueMessage { message_id, body, .. } = message;
    let stored = notification::store(door, Transport::Sqs, &message_id, Cow::into_owned(body).into_bytes()).await;
    stored.map_err(|_| message_id.into_owned())
}
