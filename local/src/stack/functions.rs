//! The Lambda functions, with the timeouts that `template.yaml` gives them.

use std::sync::Arc;
use std::time::Duration;

use auth;
use auth::{HttpKeys, TokenVerifier};
use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;
use lambda_http::{Error, Request, Service};
use runtime::environment::Environment;
use runtime::response::Response as Answer;
use tower::util::MapResponse;
use types::Channel;
use types::time::Clock;

use super::StartError;
use crate::aws::aws_configuration;
use crate::lambda::{Function, StreamingFunction};
use crate::schedule::Scheduled;
use crate::stream_mapping::{Mapping, Waker};
use crate::web_page;

const MINUTE: Duration = Duration::from_secs(60);

/// The timeout of every door.
const DOOR_TIMEOUT: Duration = Duration::from_secs(10);

/// Makes functions as Lambda would start them, each from its environment.
pub(super) struct Functions {
    /// The function behind the stream.
    pub(super) stream: Function,
    environment: Environment,
    aws: SdkConfig,
    client: Client,
    auth: TokenVerifier,
    clock: Clock,
}

impl Functions {
    pub(super) fn new(environment: &Environment, endpoint: &str) -> Result<Self, StartError> {
        let aws = aws_configuration();
        let dynamodb = aws_sdk_dynamodb::config::Builder::from(&aws).endpoint_url(endpoint).build();
        let (client, clock) = (Client::from_conf(dynamodb), Clock::system());
        let issuer = auth::Settings::from_lookup(|name| environment.optional(name))?;
        let auth = TokenVerifier::new(issuer, Arc::new(HttpKeys::new()?), clock.clone());
        let stream = stream::service(environment, &client, &aws, clock.clone())?;
        Ok(Self {
            stream: Function::json("stream", Duration::from_secs(60), stream),
            environment: environment.clone(),
            aws,
            client,
            auth,
            clock,
        })
    }

    /// The door of each channel; what it has stored wakes the stream's mapping at once.
    fn doors(&self, waker: &Waker) -> Result<Vec<(Channel, Function)>, StartError> {
        let Self { environment, client, clock, .. } = self;
        let shopify = shopify::service(environment, client, clock.clone())?;
        let flipkart = flipkart::service(environment, client, clock.clone())?;
        let myntra = myntra::service(environment, client, clock.clone())?;
        let selloship = selloship::service(environment, client, clock.clone())?;
        let standard = standard::service(environment, client, clock.clone())?;
        let amazon = waking(amazon::service(environment, client, &self.aws, clock.clone())?, waker);
        Ok(vec![
            (Channel::Shopify, door(Channel::Shopify, shopify, waker)),
            (Channel::Flipkart, door(Channel::Flipkart, flipkart, waker)),
            (Channel::Myntra, door(Channel::Myntra, myntra, waker)),
            (Channel::Selloship, door(Channel::Selloship, selloship, waker)),
            (Channel::Standard, door(Channel::Standard, standard, waker)),
            (Channel::Amazon, Function::json(Channel::Amazon.name(), DOOR_TIMEOUT, amazon)),
        ])
    }

    /// The functions that run on a schedule, with the rates that `template.yaml` gives them.
    pub(super) fn scheduled(&self, waker: &Waker) -> Result<Vec<Scheduled>, StartError> {
        let every_minute = [self.retry()?, self.rollup()?];
        let reconcile = Scheduled { function: self.reconcile(waker)?, every: 15 * MINUTE };
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
        let service = api::service(&self.environment, &self.client, &self.aws, self.auth.clone(), self.clock.clone())?;
        Ok(Function::http("api", Duration::from_secs(10), service))
    }

    fn rollup(&self) -> Result<Function, StartError> {
        let service = rollup::service(&self.environment, &self.client, self.clock.clone())?;
        Ok(Function::json("rollup", MINUTE, service))
    }

    fn websocket(&self) -> Result<Function, StartError> {
        let service =
            websocket::service(&self.environment, &self.client, &self.aws, self.auth.clone(), self.clock.clone())?;
        Ok(Function::http("websocket", Duration::from_secs(10), service))
    }

    fn dashboard(&self) -> Result<Function, StartError> {
        let service = dashboard::service::<dashboard::Dist>(&dashboard::Settings::from_environment(&self.environment)?);
        Ok(Function::http("dashboard", Duration::from_secs(10), web_page::service(service)))
    }

    /// What it has stored wakes the stream's mapping at once.
    fn reconcile(&self, waker: &Waker) -> Result<Function, StartError> {
        let service = reconcile::service(&self.environment, &self.client, self.clock.clone())?;
        let service = waking(service, waker);
        Ok(Function::json("reconcile", Duration::from_secs(300), service))
    }

    pub(super) fn sse(&self) -> Result<StreamingFunction, StartError> {
        let settings = sse::Settings::from_environment(&self.environment)?;
        let bridge = sse::Bridge::new(settings, self.auth.clone(), self.clock.clone());
        Ok(StreamingFunction::new("sse", Duration::from_secs(330), sse::service(bridge)))
    }
}

/// The functions behind the HTTP API and the WebSocket API.
pub(super) struct HttpFunctions {
    /// For each channel its door.
    pub(super) doors: Vec<(Channel, Function)>,
    pub(super) api: Function,
    pub(super) websocket: Function,
    pub(super) dashboard: Function,
}

impl HttpFunctions {
    /// All of them; the doors wake the stream's mapping.
    pub(super) fn new(functions: &Functions, mapping: &Mapping) -> Result<Self, StartError> {
        Ok(Self {
            doors: functions.doors(&mapping.waker())?,
            api: functions.api()?,
            websocket: functions.websocket()?,
            dashboard: functions.dashboard()?,
        })
    }

    /// Every one of these, and `more`.
    pub(super) fn and<'a>(&'a self, more: impl IntoIterator<Item = &'a Function>) -> Vec<Function> {
        let doors = self.doors.iter().map(|(_, door)| door);
        doors.chain([&self.api, &self.websocket, &self.dashboard]).chain(more).cloned().collect()
    }
}

/// The door of a channel whose webhooks come over HTTPS alone.
fn door<S>(channel: Channel, service: S, waker: &Waker) -> Function
where
    S: Service<Request, Response = Answer, Error = Error, Future: Send> + Clone + Send + Sync + 'static,
{
    Function::http(channel.name(), DOOR_TIMEOUT, waking(service, waker))
}

/// The service, waking the stream's mapping with each answer.
fn waking<S, E, A>(service: S, waker: &Waker) -> MapResponse<S, impl FnOnce(A) -> A + Clone + Send + Sync + 'static>
where
    S: Service<E, Response = A>,
{
    let waker = waker.clone();
    MapResponse::new(service, move |answer| {
        waker.wake();
        answer
    })
}
