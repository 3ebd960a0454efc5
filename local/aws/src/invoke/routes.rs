//! The Invoke API over HTTP.

use std::time::Duration;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::de::IgnoredAny;
use serde_json::{Value, json};

use super::InvokeApi;
use super::async_invocations::TooManyInvocations;
use super::function_name::{VERSION, is_name_of};
use super::invoke_error::InvokeError;
use crate::gateway::request_body::{self, BodyLimits};
use crate::gateway::request_query;
use crate::lambda::{Function, InvocationError, MAX_PAYLOAD_BYTES, new_request_id};

/// Above the limit of an event, so that a caller that is still sending gets the 413.
const BODY_LIMITS: BodyLimits = BodyLimits { bytes: 12 * 1024 * 1024, time: Duration::from_secs(30) };

/// The limit of an asynchronous invocation, in bytes of JSON.
///
/// 1 MB: <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>
const MAX_EVENT_BYTES: usize = 1024 * 1024;

pub(super) fn local(api: &InvokeApi) -> Router {
    Router::new().route("/2015-03-31/functions/{name}/invocations", post(handle)).with_state(api.clone())
}

/// `X-Amz-Invocation-Type`.
#[derive(Clone, Copy)]
enum InvocationType {
    RequestResponse,
    Event,
    DryRun,
}

impl InvocationType {
    fn of(headers: &HeaderMap) -> Result<Self, InvokeError> {
        match headers.get("x-amz-invocation-type").map(HeaderValue::as_bytes) {
            None | Some(b"RequestResponse") => Ok(Self::RequestResponse),
            Some(b"Event") => Ok(Self::Event),
            Some(b"DryRun") => Ok(Self::DryRun),
            Some(_) => Err(InvokeError::InvocationType),
        }
    }

    fn max_bytes(self) -> usize {
        match self {
            Self::Event => MAX_EVENT_BYTES,
            Self::RequestResponse | Self::DryRun => MAX_PAYLOAD_BYTES,
        }
    }
}

async fn handle(State(api): State<InvokeApi>, Path(name): Path<String>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    // The body is read first: a caller that is still sending does not read a response.
    let body = match request_body::read(body, BODY_LIMITS).await {
        Ok(body) => body,
        Err(error) => return error.response(),
    };
    let request_id = new_request_id();
    let mut response = invoke(&api, &name, &request_id, &parts, body).await.unwrap_or_else(IntoResponse::into_response);
    if let Ok(id) = HeaderValue::from_str(&request_id) {
        response.headers_mut().insert("x-amzn-requestid", id);
    }
    response
}

async fn invoke(
    api: &InvokeApi,
    name: &str,
    request_id: &str,
    parts: &Parts,
    body: Bytes,
) -> Result<Response, InvokeError> {
    let invocation_type = InvocationType::of(&parts.headers)?;
    let function = find(&api.functions, name, parts.uri.query())?;
    if body.len() > invocation_type.max_bytes() {
        return Err(InvokeError::TooLarge(invocation_type.max_bytes()));
    }
    let event = event(body)?;
    Ok(match invocation_type {
        InvocationType::RequestResponse => outcome(function.invoke_bytes(request_id, event.to_vec()).await),
        InvocationType::Event => {
            let started = api.asynchronous.start(function.clone(), request_id.to_owned(), event);
            started.map_err(|TooManyInvocations| InvokeError::TooManyInvocations)?;
            StatusCode::ACCEPTED.into_response()
        }
        InvocationType::DryRun => StatusCode::NO_CONTENT.into_response(),
    })
}

fn find<'a>(functions: &'a [Function], name: &str, query: Option<&str>) -> Result<&'a Function, InvokeError> {
    let qualifier = request_query::pairs(query.unwrap_or_default()).find(|(key, _)| key == "Qualifier");
    let qualifier = qualifier.as_ref().map(|(_, value)| value.as_str());
    let found = functions.iter().find(|function| is_name_of(function, name, qualifier));
    found.ok_or_else(|| InvokeError::FunctionNotFound(name.to_owned()))
}

/// The body, if it is JSON. Without a body functions get an empty object, which AWS does not document.
fn event(body: Bytes) -> Result<Bytes, InvokeError> {
    if body.is_empty() {
        return Ok(Bytes::from_static(b"{}"));
    }
    serde_json::from_slice::<IgnoredAny>(&body).map(|IgnoredAny| body).map_err(|_| InvokeError::NotJson)
}

/// A failed invocation is a successful request, too: the function ran, or rejected the event.
fn outcome(outcome: Result<Value, InvocationError>) -> Response {
    let body = match &outcome {
        Ok(output) => output.to_string(),
        Err(error) => json!({ "errorType": error.error_type(), "errorMessage": error.to_string() }).to_string(),
    };
    let headers = [(CONTENT_TYPE.as_str(), "application/json"), ("x-amz-executed-version", VERSION)];
    let mut response = (headers, body).into_response();
    if outcome.is_err() {
        response.headers_mut().insert("x-amz-function-error", HeaderValue::from_static("Unhandled"));
    }
    response
}
