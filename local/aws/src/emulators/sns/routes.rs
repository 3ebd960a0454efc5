//! SNS over HTTP.

use std::time::Duration;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde_json::{Value, json};
use sns::Message;

use super::sign_request::SignRequest;
use super::{PATH, SnsEmulator, confirm_subscription};
use crate::gateway::error_response::error_response;
use crate::gateway::request_body::{self, BodyLimits};

/// JSON escapes may multiply a message of 256 KB by six; the other members come on top.
const BODY_LIMITS: BodyLimits = BodyLimits { bytes: 2 * 1024 * 1024, time: Duration::from_secs(30) };

pub(super) fn local(sns: &SnsEmulator) -> Router {
    Router::new()
        // The SDK appends a slash to the endpoint.
        .route(PATH, post(query))
        .route(&format!("{PATH}/"), post(query))
        .route(&format!("{PATH}/sign"), post(sign))
        .route(&format!("{PATH}/subscriptions"), get(subscriptions))
        .route(&format!("{PATH}/{{file}}"), get(certificate))
        .with_state(sns.clone())
}

async fn certificate(State(sns): State<SnsEmulator>, Path(file): Path<String>) -> Response {
    if file != sns.key.file_name() {
        return error_response(StatusCode::NOT_FOUND, "certificate not found");
    }
    ([(CONTENT_TYPE, "application/x-pem-file")], sns.key.certificate().to_owned()).into_response()
}

async fn subscriptions(State(sns): State<SnsEmulator>) -> Response {
    json_response(&json!({ "subscriptions": sns.tokens.subscriptions() }))
}

async fn query(State(sns): State<SnsEmulator>, request: Request) -> Response {
    match request_body::read(request.into_body(), BODY_LIMITS).await {
        Ok(form) => confirm_subscription::respond(&sns.tokens, &form).unwrap_or_else(IntoResponse::into_response),
        Err(error) => error.response(),
    }
}

/// `POST /local/sns/sign`: `{"headers": {...}, "body": "..."}`, for the caller to post.
async fn sign(State(sns): State<SnsEmulator>, request: Request) -> Response {
    let body = match request_body::read(request.into_body(), BODY_LIMITS).await {
        Ok(body) => body,
        Err(error) => return error.response(),
    };
    let Ok(sign_request) = serde_json::from_slice::<SignRequest>(&body) else {
        let message = "the body must be {\"type\", \"topic_arn\", \"message\", \"subject\"?, \"version\"?} in JSON";
        return error_response(StatusCode::BAD_REQUEST, message);
    };
    signed(&sns, sign_request).unwrap_or_else(|message| error_response(StatusCode::BAD_REQUEST, message))
}

fn signed(sns: &SnsEmulator, request: SignRequest) -> Result<Response, &'static str> {
    request.check()?;
    let url = request.certificate_url(sns.key.file_name()).ok_or("topic_arn has no region of SNS")?;
    let version = request.version();
    let message = request.into_message(sns);
    let body = sns.key.sender().body(&message, version, url.as_str()).map_err(|_| "the message could not be signed")?;
    Ok(json_response(&json!({ "headers": headers(&message), "body": String::from_utf8_lossy(&body) })))
}

/// <https://docs.aws.amazon.com/sns/latest/dg/http-header.html>. The ARN of a subscription is missing: a message that is
/// signed here belongs to a topic, not to one of its subscriptions.
fn headers(message: &Message) -> Value {
    json!({
        "content-type": "text/plain; charset=UTF-8",
        "user-agent": "Amazon Simple Notification Service Agent",
        "x-amz-sns-message-id": message.id,
        "x-amz-sns-message-type": message.kind.name(),
        "x-amz-sns-topic-arn": message.topic_arn,
    })
}

fn json_response(value: &Value) -> Response {
    ([(CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}
