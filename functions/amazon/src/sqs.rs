//! SQS batches: each message that was not stored is reported, so that only it comes again.

use std::borrow::Cow;

use ingest::WebhookReceiver;
use serde::Serialize;
use types::concurrency::bounded;
use types::transport::Transport;

use crate::invocation_event::SqsMessage;
use crate::notification;

/// How many messages are stored at a time: the size of a whole batch in template.yaml.
const MAX_CONCURRENT_MESSAGES: usize = 10;

/// The response to a batch: <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html>
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SqsBatchResponse {
    batch_item_failures: Vec<BatchItemFailure>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct BatchItemFailure {
    item_identifier: String,
}

/// Stores the messages of a batch. A rejected message is not dropped: it comes again until SQS moves it to the
/// dead-letter queue, from which a person can redrive it once its integration exists.
pub(crate) async fn receive(receiver: &WebhookReceiver, messages: Vec<SqsMessage<'_>>) -> SqsBatchResponse {
    let writes = messages.into_iter().map(|message| store(receiver, message)).collect();
    let failures = bounded(MAX_CONCURRENT_MESSAGES, writes).await.into_iter().filter_map(Result::err);
    SqsBatchResponse { batch_item_failures: failures.collect() }
}

async fn store(receiver: &WebhookReceiver, message: SqsMessage<'_>) -> Result<(), BatchItemFailure> {
    let SqsMessage { message_id, body, .. } = message;
    let stored = notification::store(receiver, Transport::Sqs, &message_id, Cow::into_owned(body).into_bytes()).await;
    stored.map_err(|_| BatchItemFailure { item_identifier: message_id.into_owned() })
}
