//! Requests as an HTTP API of API Gateway hands them to a function.

use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use ingest;
use ingest::WebhookReceiver;
use lambda_http::request::RequestContext;
use lambda_http::{Error, Request, RequestExt, Service, service_fn};
use runtime::environment::{ConfigError, Environment};
use runtime::response::Response;
use types::Channel;
use types::time::Clock;

/// The request's id: the same in API Gateway's log, in ours, and in an error's body.
pub fn request_id(request: &Request) -> String {
    let from_gateway = match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => context.request_id.clone(),
        _ => None,
    };
    from_gateway.or_else(|| request.lambda_context_ref().map(|context| context.request_id.clone())).unwrap_or_default()
}

/// A request as a channel's door takes it.
pub fn inbound_request(request: Request) -> ingest::Request {
    let (id, path) = (request_id(&request), request.raw_http_path().to_owned());
    let (parts, body) = request.into_parts();
    ingest::Request { id, method: parts.method, path, headers: parts.headers, body }
}

/// The handler of a channel's function: its door, on the tables that `environment` names.
///
/// # Errors
/// [`ConfigError`].
pub fn door(
    channel: Channel,
    environment: &Environment,
    client: &Client,
    clock: Clock,
) -> Result<
    impl Service<Request, Response = Response, Error = Error, Future: Send> + Clone + Send + Sync + 'static,
    ConfigError,
> {
    let door = Arc::new(WebhookReceiver::on_tables(channel, environment, client, clock)?);
    Ok(service_fn(move |request| {
        let door = Arc::clone(&door);
        async move { Ok(door.receive_https(inbound_request(request)).await) }
    }))
}
