//! The channel function of Amazon, for three transports: SNS posts notifications to `/api/webhooks/amazon`, SQS
//! delivers batches of them, and EventBridge delivers one at a time.
//!
//! [`ingest`] verifies and stores them; [`channels::amazon`] normalizes their bodies.

mod config;
mod eventbridge;
mod invocation_event;
mod notification;
mod sns_https;
mod sqs;
mod subscription_confirmer;

use std::sync::Arc;

use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;
use ingest::WebhookReceiver;
use lambda_runtime::{Error, LambdaEvent, Service, service_fn};
use serde_json::value::{RawValue, to_raw_value};
use sns::{SnsVerifier, certificate_source};
use store::Store;
use types::Channel;
use types::time::Clock;

pub use config::Config;
use invocation_event::InvocationEvent;
use sns_https::SnsHttpsHandler;
use subscription_confirmer::SubscriptionConfirmer;

/// Why the function cannot start: a table's name is missing, or there is no HTTP client.
pub type StartError = Box<dyn std::error::Error + Send + Sync>;

struct AmazonFunction {
    sns: SnsHttpsHandler,
    /// Receives by all three transports, with one cache of integrations.
    receiver: Arc<WebhookReceiver>,
}

impl AmazonFunction {
    /// Handles one event. Its JSON is never parsed into a tree of values.
    async fn handle(&self, event: LambdaEvent<Box<RawValue>>) -> Result<Box<RawValue>, Error> {
        let LambdaEvent { payload, context } = event;
        match InvocationEvent::parse(payload.get())? {
            InvocationEvent::Https(request) => Ok(to_raw_value(&self.sns.handle(*request, context).await?)?),
            InvocationEvent::Sqs(messages) => Ok(to_raw_value(&sqs::receive(&self.receiver, messages).await)?),
            InvocationEvent::EventBridge => {
                eventbridge::receive(&self.receiver, payload.get()).await?;
                Ok(to_raw_value(&())?)
            }
        }
    }
}

/// The function's handler.
///
/// # Errors
/// [`StartError`].
pub fn service(
    config: Config,
    client: &Client,
    aws: &SdkConfig,
    clock: Clock,
) -> Result<
    impl Service<LambdaEvent<Box<RawValue>>, Response = Box<RawValue>, Error = Error, Future: Send>
    + Clone
    + Send
    + Sync
    + 'static,
    StartError,
> {
    let verifier = Arc::new(SnsVerifier::new(certificate_source(config.sns_endpoint.as_deref())?));
    let store = Store::new(client.clone(), config.tables);
    let receiver = Arc::new(WebhookReceiver::new(Channel::Amazon, &store, clock)?.with_sns(verifier));
    let sns = SnsHttpsHandler::new(Arc::clone(&receiver), SubscriptionConfirmer::new(aws, config.sns_endpoint));
    let function = Arc::new(AmazonFunction { sns, receiver });
    Ok(service_fn(move |event| {
        let function = Arc::clone(&function);
        async move { function.handle(event).await }
    }))
}
