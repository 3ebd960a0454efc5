//! A channel function: the webhook receiver of one channel as a Lambda function behind an HTTP API of API Gateway.

use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use ingest::WebhookReceiver;
pub use lambda_http::Error;
use lambda_http::request::RequestContext;
use lambda_http::{Request, RequestExt, Service, service_fn};
use runtime::environment::{ConfigError, Environment};
use runtime::response::Response;
use runtime::telemetry;
use store::client::aws_configuration;
use store::{Store, Tables};
use types::Channel;
use types::time::Clock;

/// Runs the Lambda function of a channel whose only transport is HTTPS, until Lambda stops the process.
///
/// # Errors
/// [`ConfigError`], or an error of Lambda's Runtime API.
pub async fn run(channel: Channel) -> Result<(), Error> {
    telemetry::start();
    let tables = Tables::from_environment(&Environment::from_process())?;
    let store = Store::new(Client::new(&aws_configuration().await), tables);
    // The first webhook would otherwise wait for the connection to DynamoDB.
    store.integration_finder()?.open_connection().await;
    lambda_http::run(service(channel, &store, Clock::system())?).await
}

/// The handler of a channel's function: its webhook receiver.
///
/// # Errors
/// [`ConfigError`].
pub fn service(
    channel: Channel,
    store: &Store,
    clock: Clock,
) -> Result<
    impl Service<Request, Response = Response, Error = Error, Future: Send> + Clone + Send + Sync + 'static,
    ConfigError,
> {
    let receiver = Arc::new(WebhookReceiver::new(channel, store, clock)?);
    Ok(service_fn(move |request| {
        let receiver = Arc::clone(&receiver);
        async move { Ok(receiver.receive_https(inbound_request(request)).await) }
    }))
}

/// The request as `ingest` receives it.
pub fn inbound_request(request: Request) -> ingest::Request {
    let (id, path) = (request_id(&request), request.raw_http_path().to_owned());
    let (parts, body) = request.into_parts();
    ingest::Request { id, method: parts.method, path, headers: parts.headers, body }
}

/// The request's id: the same in API Gateway's log, in the function's log, and in the body of an error response.
///
/// The id of API Gateway; without one, the id of the Lambda invocation.
pub fn request_id(request: &Request) -> String {
    let from_gateway = match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => context.request_id.clone(),
        _ => None,
    };
    from_gateway.or_else(|| request.lambda_context_ref().map(|context| context.request_id.clone())).unwrap_or_default()
}
