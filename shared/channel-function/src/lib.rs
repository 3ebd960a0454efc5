//! A channel function: the webhook receiver of one channel, as a Lambda handler behind an HTTP API of API Gateway.
//!
//! Invariant: nothing here decides about a webhook. This crate converts requests and responses; `ingest` does the rest.

use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use ingest::WebhookReceiver;
use lambda_http::request::RequestContext;
use lambda_http::{Error, Request, RequestExt, Service, service_fn};
use runtime::environment::{ConfigError, Environment};
use runtime::response::Response;
use store::{Store, Tables};
use types::Channel;
use types::time::Clock;

/// The id of the request: the same in API Gateway's log, in Storebell's log and in the body of an error.
pub fn request_id(request: &Request) -> String {
    let from_gateway = match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => context.request_id.clone(),
        _ => None,
    };
    from_gateway.or_else(|| request.lambda_context_ref().map(|context| context.request_id.clone())).unwrap_or_default()
}

/// Converts a request to the form that [`WebhookReceiver`] accepts.
pub fn inbound_request(request: Request) -> ingest::Request {
    let (id, path) = (request_id(&request), request.raw_http_path().to_owned());
    let (parts, body) = request.into_parts();
    ingest::Request { id, method: parts.method, path, headers: parts.headers, body }
}

/// The handler of the function of `channel`, on the tables that `environment` names.
///
/// # Errors
/// [`ConfigError`].
pub fn handler(
    channel: Channel,
    environment: &Environment,
    client: &Client,
    clock: Clock,
) -> Result<
    impl Service<Request, Response = Response, Error = Error, Future: Send> + Clone + Send + Sync + 'static,
    ConfigError,
> {
    let store = Store::new(client.clone(), Tables::from_environment(environment)?);
    let receiver = Arc::new(WebhookReceiver::new(channel, &store, clock)?);
    Ok(service_fn(move |request| {
        let receiver = Arc::clone(&receiver);
        async move { Ok(receiver.receive_https(inbound_request(request)).await) }
    }))
}
