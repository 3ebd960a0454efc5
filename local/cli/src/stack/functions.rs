//! The Lambda functions, with the timeouts that `template.yaml` gives them.

use std::sync::Arc;
use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;
use lambda_http::{Error, Request, Service};
use shared::answer::Answer;
use shared::channel::Channel;
use shared::environment::Environment;
use shared::sign_in::{self, HttpKeys, SignIn};
use shared::time::Clock;
use tower::util::MapResponse;

use super::StartError;
use crate::web_page;
use local_aws::lambda::{Function, StreamingFunction};
use local_aws::schedule::Scheduled;
use local_aws::sdk_config;
use local_aws::stream_mapping::{Mapping, WriteNotifier};

const MINUTE: Duration = Duration::from_secs(60);

/// The timeout of every channel_function.
const CHANNEL_TIMEOUT: Duration = Duration::from_secs(10);

/// Makes functions as Lambda would start them, each from its environment.
pub(super) struct Functions {
    /// The function behind the stream.
    pub(super) stream: Function,
    environment: Environment,
    aws: SdkConfig,
    client: Client,
    sign_in: SignIn,
    clock: Clock,
}

impl Functions {
    pub(super) fn new(environment: &Environment, endpoint: &str) -> Result<Self, StartError> {
        let aws = sdk_config();
        let dynamodb = aws_sdk_dynamodb::config::Builder::from(&aws).endpoint_url(endpoint).build();
        let (client, clock) = (Client::from_conf(dynamodb), Clock::system());
        let issuer = sign_in::Settings::from_lookup(|name| environment.optional(name))?;
        let sign_in = SignIn::new(issuer, Arc::new(HttpKeys::new()?), clock.clone());
        let stream = stream::service(environment, &client, &aws, clock.clone())?;
        Ok(Self {
            stream: Function::json("stream", Duration::from_secs(60), stream),
            environment: environment.clone(),
            aws,
            client,
            sign_in,
            clock,
        })
    }

    /// The channel_function of each channel; what it has stored wakes the stream's mapping at once.
    fn channels(&self, notifier: &WriteNotifier) -> Result<Vec<(Channel, Function)>, StartError> {
        let Self { environment, client, clock, .. } = self;
        let shopify = shopify::service(environment, client, clock.clone())?;
        let flipkart = flipkart::service(environment, client, clock.clone())?;
        let myntra = myntra::service(environment, client, clock.clone())?;
        let selloship = selloship::service(environment, client, clock.clone())?;
        let standard = standard::service(environment, client, clock.clone())?;
        let amazon = notifying(amazon::service(environment, client, &self.aws, clock.clone())?, notifier);
        Ok(vec![
            (Channel::Shopify, channel_function(Channel::Shopify, shopify, notifier)),
            (Channel::Flipkart, channel_function(Channel::Flipkart, flipkart, notifier)),
            (Channel::Myntra, channel_function(Channel::Myntra, myntra, notifier)),
            (Channel::Selloship, channel_function(Channel::Selloship, selloship, notifier)),
            (Channel::Standard, channel_function(Channel::Standard, standard, notifier)),
            (Channel::Amazon, Function::json(Channel::Amazon.name(), CHANNEL_TIMEOUT, amazon)),
        ])
    }

    /// The functions that run on a schedule, with the rates that `template.yaml` gives them.
    pub(super) fn scheduled(&self, notifier: &WriteNotifier) -> Result<Vec<Scheduled>, StartError> {
        let every_minute = [self.retry()?, self.rollup()?];
        let reconcile = Scheduled { function: self.reconcile(notifier)?, every: 15 * MINUTE };
        Ok(every_minute.into_iter().map(|function| Scheduled { function, every: MINUTE }).chain([reconcile]).collect())
    }

    fn retry(&self) -> Result<Function, StartError> {
        let endpoint = self.environment.text("AWS_ENDPOINT_URL_S3")?;
        let s3 = aws_sdk_s3::config::Builder::from(&self.aws).endpoint_url(endpoint).build();
        let s3 = aws_sdk_s3::Client::from_conf(s3);
        let service = retry::service(&self.environment, &self.client, &s3, &self.aws, self.clock.clone())?;
        Ok(Function::json("retry", MINUTE, service))
    }

    fn api(&self) -> Result<Function, StartError> {
        let service =
            api::service(&self.environment, &self.client, &self.aws, self.sign_in.clone(), self.clock.clone())?;
        Ok(Function::http("api", Duration::from_secs(10), service))
    }

    fn rollup(&self) -> Result<Function, StartError> {
        let service = rollup::service(&self.environment, &self.client, self.clock.clone())?;
        Ok(Function::json("rollup", MINUTE, service))
    }

    fn websocket(&self) -> Result<Function, StartError> {
        let service =
            websocket::service(&self.environment, &self.client, &self.aws, self.sign_in.clone(), self.clock.clone())?;
        Ok(Function::http("websocket", Duration::from_secs(10), service))
    }

    fn dashboard(&self) -> Result<Function, StartError> {
        let service = dashboard::service::<dashboard::Dist>(&dashboard::Settings::from_environment(&self.environment)?);
        Ok(Function::http("dashboard", Duration::from_secs(10), web_page::service(service)))
    }

    /// What it has stored wakes the stream's mapping at once.
    fn reconcile(&self, notifier: &WriteNotifier) -> Result<Function, StartError> {
        let service = reconcile::service(&self.environment, &self.client, self.clock.clone())?;
        let service = notifying(service, notifier);
        Ok(Function::json("reconcile", Duration::from_secs(300), service))
    }

    pub(super) fn sse(&self) -> Result<StreamingFunction, StartError> {
        let settings = sse::Settings::from_environment(&self.environment)?;
        let bridge = sse::Bridge::new(settings, self.sign_in.clone(), self.clock.clone());
        Ok(StreamingFunction::new("sse", Duration::from_secs(330), sse::service(bridge)))
    }
}

/// The functions behind the HTTP API and the WebSocket API.
pub(super) struct HttpFunctions {
    /// For each channel its channel_function.
    pub(super) channels: Vec<(Channel, Function)>,
    pub(super) api: Function,
    pub(super) websocket: Function,
    pub(super) dashboard: Function,
}

impl HttpFunctions {
    /// All of them; the channels wake the stream's mapping.
    pub(super) fn new(functions: &Functions, mapping: &Mapping) -> Result<Self, StartError> {
        Ok(Self {
            channels: functions.channels(&mapping.write_notifier())?,
            api: functions.api()?,
            websocket: functions.websocket()?,
            dashboard: functions.dashboard()?,
        })
    }

    /// Every one of these, and `more`.
    pub(super) fn and<'a>(&'a self, more: impl IntoIterator<Item = &'a Function>) -> Vec<Function> {
        let channels = self.channels.iter().map(|(_, channel_function)| channel_function);
        channels.chain([&self.api, &self.websocket, &self.dashboard]).chain(more).cloned().collect()
    }
}

/// The channel_function of a channel whose webhooks come over HTTPS alone.
fn channel_function<S>(channel: Channel, service: S, notifier: &WriteNotifier) -> Function
where
    S: Service<Request, Response = Answer, Error = Error, Future: Send> + Clone + Send + Sync + 'static,
{
    Function::http(channel.name(), CHANNEL_TIMEOUT, notifying(service, notifier))
}

/// The service, notifying the stream's mapping with each answer.
fn notifying<S, E, A>(
    service: S,
    notifier: &WriteNotifier,
) -> MapResponse<S, impl FnOnce(A) -> A + Clone + Send + Sync + 'static>
where
    S: Service<E, Response = A>,
{
    let notifier = notifier.clone();
    MapResponse::new(service, move |answer| {
        notifier.notify();
        answer
    })
}
