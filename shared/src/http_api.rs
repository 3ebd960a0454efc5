//! Requests as an HTTP API of API Gateway hands them to a function.

use lambda_http::request::RequestContext;
use lambda_http::{Request, RequestExt};

use crate::answer::Answer;
use crate::ingest::{self, Door};

/// The request's id: the same in API Gateway's log, in ours, and in an error's body.
pub fn request_id(request: &Request) -> String {
    let from_gateway = match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => context.request_id.clone(),
        _ => None,
    };
    from_gateway.or_else(|| request.lambda_context_ref().map(|context| context.request_id.clone())).unwrap_or_default()
}

/// Leads a request to a channel's door.
pub async fn knock(door: &Door, request: Request) -> Answer {
    let (id, path) = (request_id(&request), request.raw_http_path().to_owned());
    let (parts, body) = request.into_parts();
    door.answer(ingest::Request { id, method: parts.method, path, headers: parts.headers, body }).await
}
