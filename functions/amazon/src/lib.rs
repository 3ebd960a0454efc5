//! The door of Amazon's notifications, by three ways: SNS posts them to `/api/webhooks/amazon`, a queue hands over
//! batches, a bus of EventBridge hands over one at a time.
//!
//! What happens behind it is `ingest`; what the bodies mean is `channels::amazon`.

mod confirmation;
mod event;
mod eventbridge;
mod https;
mod notification;
mod sqs;

use std::sync::Arc;

use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;
use ingest::WebhookReceiver;
use lambda_runtime::{Error, LambdaEvent, Service, service_fn};
use runtime::environment::Environment;
use serde_json::value::{RawValue, to_raw_value};
use sns::{SnsVerifier, certificate_source};
use types::Channel;
use types::time::Clock;

use confirmation::Confirmations;
use event::Event;
use https::Https;

/// What keeps the function from starting: a variable of its environment.
pub type StartError = Box<dyn std::error::Error + Send + Sync>;

/// The function: what each way needs.
struct Amazon {
    https: Https,
    queue: WebhookReceiver,
}

impl Amazon {
    /// Takes one event. Its shape says by which way it came; it is never made a tree of values.
    async fn take(&self, event: LambdaEvent<Box<RawValue>>) -> Result<Box<RawValue>, Error> {
        let LambdaEvent { payload, context } = event;
        match Event::read(payload.get())? {
            Event::Http(request) => Ok(to_raw_value(&self.https.response(*request, context).await?)?),
            Event::Queue(messages) => Ok(to_raw_value(&sqs::take(&self.queue, messages).await)?),
            Event::Bus => {
                eventbridge::take(&self.queue, payload.get()).await?;
                Ok(to_raw_value(&())?)
            }
        }
    }
}

/// The function's handler, on the tables that `environment` names. Certificates and confirmations are SNS's own, or
/// those of `AWS_ENDPOINT_URL_SNS`.
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
    let door = WebhookReceiver::on_tables(Channel::Amazon, environment, client, clock.clone())?.with_sns(verifier);
    let https = Https::new(door, Confirmations::new(aws, endpoint));
    let queue = WebhookReceiver::on_tables(Channel::Amazon, environment, client, clock)?;
    let amazon = Arc::new(Amazon { https, queue });
    Ok(service_fn(move |event| {
        let amazon = Arc::clone(&amazon);
        async move { amazon.take(event).await }
    }))
}
