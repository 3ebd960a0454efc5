//! The Lambda functions, with the timeouts and rates of `template.yaml`.

use std::sync::Arc;
use std::time::Duration;

use auth::{HttpKeys, TokenVerifier};
use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;
use lambda_http::Service;
use local_aws::lambda::{Function, StreamingFunction};
use local_aws::schedule::Scheduled;
use local_aws::sdk_config;
use local_aws::stream_mapping::{Mapping, WriteNotifier};
use runtime::environment::Environment;
use serde_json::json;
use store::{Store, Tables};
use tower::util::MapResponse;
use types::Channel;
use types::time::Clock;

use super::StartError;
use super::webhook_log::logging;
use crate::web_page;

const MINUTE: Duration = Duration::from_secs(60);

/// The timeout of every channel function, and of the functions behind the dashboard.
const HTTP_FUNCTION_TIMEOUT: Duration = Duration::from_secs(10);

/// Creates the functions as Lambda would start them, each from its environment.
pub(super) struct Functions {
    /// The function behind the stream.
    pub(super) stream: Function,
    environment: Environment,
    aws: SdkConfig,
    client: Client,
    sign_in: TokenVerifier,
    clock: Clock,
}

impl Functions {
    pub(super) fn new(environment: &Environment, endpoint: &str) -> Result<Self, StartError> {
        let aws = sdk_config();
        let dynamodb = aws_sdk_dynamodb::config::Builder::from(&aws).endpoint_url(endpoint).build();
        let (client, clock) = (Client::from_conf(dynamodb), Clock::system());
        let issuer = auth::Config::from_environment(environment)?;
        let sign_in = TokenVerifier::new(issuer, Arc::new(HttpKeys::new()?), clock.clone());
        let stream = stream::service(stream::Config::from_environment(environment)?, &client, &aws, clock.clone())?;
        Ok(Self {
            stream: Function::json("stream", MINUTE, stream),
            environment: environment.clone(),
            aws,
            client,
            sign_in,
            clock,
        })
    }

    /// The channel functions. Each response notifies the stream mapping, so that it reads a new delivery at once.
    fn channels(&self, notifier: &WriteNotifier) -> Result<Vec<(Channel, Function)>, StartError> {
        let Self { environment, client, clock, .. } = self;
        let store = Store::new(client.clone(), Tables::from_environment(environment)?);
        let function = |channel| {
            let service = channel_function::service(channel, &store, clock.clone())?;
            let service = notifying(logging(channel, service), notifier);
            Ok((channel, Function::http(channel.name(), HTTP_FUNCTION_TIMEOUT, service)))
        };
        let https_only = Channel::ALL.iter().copied().filter(|channel| *channel != Channel::Amazon).map(function);
        let config = amazon::Config::from_environment(environment)?;
        let amazon = notifying(amazon::service(config, client, &self.aws, clock.clone())?, notifier);
        let amazon = Function::json(Channel::Amazon.name(), HTTP_FUNCTION_TIMEOUT, amazon);
        https_only.chain([Ok((Channel::Amazon, amazon))]).collect()
    }

    /// The functions that run on a schedule.
    pub(super) fn scheduled(&self, notifier: &WriteNotifier) -> Result<Vec<Scheduled>, StartError> {
        let reconcile = self.reconcile(notifier)?;
        let ties = Scheduled { input: Some(json!({"work": "ties"})), ..Scheduled::new(reconcile.clone(), MINUTE) };
        let every_minute = [self.retry()?, self.rollup()?].map(|function| Scheduled::new(function, MINUTE));
        Ok(every_minute.into_iter().chain([Scheduled::new(reconcile, 15 * MINUTE), ties]).collect())
    }

    fn retry(&self) -> Result<Function, StartError> {
        let endpoint = self.environment.text("AWS_ENDPOINT_URL_S3")?;
        let s3 = aws_sdk_s3::config::Builder::from(&self.aws).endpoint_url(endpoint).build();
        let s3 = aws_sdk_s3::Client::from_conf(s3);
        let config = retry::Config::from_environment(&self.environment)?;
        let service = retry::service(config, &self.client, &s3, &self.aws, self.clock.clone())?;
        Ok(Function::json("retry", MINUTE, service))
    }

    fn api(&self) -> Result<Function, StartError> {
        let config = api::Config::from_environment(&self.environment)?;
        let service = api::service(config, &self.client, &self.aws, self.sign_in.clone(), self.clock.clone())?;
        Ok(Function::http("api", HTTP_FUNCTION_TIMEOUT, service))
    }

    fn rollup(&self) -> Result<Function, StartError> {
        let service = rollup::service(Tables::from_environment(&self.environment)?, &self.client, self.clock.clone())?;
        Ok(Function::json("rollup", MINUTE, service))
    }

    fn websocket(&self) -> Result<Function, StartError> {
        let config = websocket::Config::from_environment(&self.environment)?;
        let service = websocket::service(config, &self.client, &self.aws, self.sign_in.clone(), self.clock.clone())?;
        Ok(Function::http("websocket", HTTP_FUNCTION_TIMEOUT, service))
    }

    fn dashboard(&self) -> Result<Function, StartError> {
        let config = dashboard::Config::from_environment(&self.environment)?;
        let service = dashboard::service::<dashboard::Dist>(&config);
        Ok(Function::http("dashboard", HTTP_FUNCTION_TIMEOUT, web_page::service(service)))
    }

    /// Each run notifies the stream mapping, too: it may have stored deliveries.
    fn reconcile(&self, notifier: &WriteNotifier) -> Result<Function, StartError> {
        let config = reconcile::Config::from_environment(&self.environment)?;
        let service = reconcile::service(config, &self.client, self.clock.clone())?;
        let service = notifying(service, notifier);
        Ok(Function::json("reconcile", Duration::from_secs(300), service))
    }

    pub(super) fn sse(&self) -> Result<StreamingFunction, StartError> {
        let config = sse::Config::from_environment(&self.environment)?;
        let bridge = sse::Bridge::new(config, self.sign_in.clone(), self.clock.clone());
        Ok(StreamingFunction::new("sse", Duration::from_secs(330), sse::service(bridge)))
    }
}

/// The functions behind the HTTP API and the WebSocket API.
pub(super) struct HttpFunctions {
    /// The function of each channel.
    pub(super) channels: Vec<(Channel, Function)>,
    pub(super) api: Function,
    pub(super) websocket: Function,
    pub(super) dashboard: Function,
}

impl HttpFunctions {
    pub(super) fn new(functions: &Functions, mapping: &Mapping) -> Result<Self, StartError> {
        Ok(Self {
            channels: functions.channels(&mapping.write_notifier())?,
            api: functions.api()?,
            websocket: functions.websocket()?,
            dashboard: functions.dashboard()?,
        })
    }

    /// All of these functions, and `others`.
    pub(super) fn and<'a>(&'a self, others: impl IntoIterator<Item = &'a Function>) -> Vec<Function> {
        let channels = self.channels.iter().map(|(_, function)| function);
        channels.chain([&self.api, &self.websocket, &self.dashboard]).chain(others).cloned().collect()
    }
}

/// The service; each of its responses notifies the stream mapping.
fn notifying<S, E, A>(
    service: S,
    notifier: &WriteNotifier,
) -> MapResponse<S, impl FnOnce(A) -> A + Clone + Send + Sync + 'static>
where
    S: Service<E, Response = A>,
{
    let notifier = notifier.clone();
    MapResponse::new(service, move |response| {
        notifier.notify();
        response
    })
}
