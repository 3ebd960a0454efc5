//! The channel function of Amazon, for three transports: SNS posts notifications to `/api/webhooks/amazon`, SQS
//! delivers batches of them, and EventBridge delivers one at a time.
//!
//! [`ingest`] verifies and stores them; [`channels::amazon`] normalizes their bodies.

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
use runtime::environment::Environment;
use serde_json::value::{RawValue, to_raw_value};
use sns::{SnsVerifier, certificate_source};
use store::Store;
use types::Channel;
use types::time::Clock;

use invocation_event::InvocationEvent;
use sns_https::SnsHttpsHandler;
use subscription_confirmer::SubscriptionConfirmer;

/// Why the function cannot start: a variable of its environment is missing or invalid.
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

/// The function's handler, on the tables that `environment` names. Certificates and confirmations come
/// from SNS, or from the endpoint `AWS_ENDPOINT_URL_SNS`.
///
/// # Errors
/// [`StartError`].
pub fn service(
    environment: &Environment,
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
    let endpoint = environment.optional("AWS_ENDPOINT_URL_SNS");
    let verifier = Arc::new(SnsVerifier::new(certificate_source(endpoint.as_deref())?));
    let store = Store::from_environment(client.clone(), environment)?;
    let receiver = Arc::new(WebhookReceiver::new(Channel::Amazon, &store, clock)?.with_sns(verifier));
    let sns = SnsHttpsHandler::new(Arc::clone(&receiver), SubscriptionConfirmer::new(aws, endpoint));
    let function = Arc::new(AmazonFunction { sns, receiver });
    Ok(service_fn(move |event| {
        let function = Arc::clone(&function);
        async move { function.handle(event).await }
    }))
}
