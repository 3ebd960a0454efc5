//! The events of the three routes, as AWS sends them.
//!
//! They have the form of the samples in the crate `aws_lambda_events` (`example-apigw-websocket-*.json`).

use http::request::Parts;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::close_reason::CloseReason;
use super::connection::ClientInfo;
use crate::gateway::gateway_id::new_gateway_id;
use crate::gateway::request_metadata::{RequestMetadata, event_time};
use crate::gateway::{API_ID, STAGE, request_headers, request_query};

/// `$connect`: the only event with the client's headers and query.
pub(super) fn connect(client: &ClientInfo, metadata: &RequestMetadata, parts: &Parts) -> Value {
    let headers = request_headers::with_forwarding(&parts.headers, metadata);
    let mut event = json!({
        "headers": request_headers::last(&headers),
        "multiValueHeaders": request_headers::all(&headers),
        "requestContext": request_context(client, "$connect", "CONNECT"),
        "isBase64Encoded": false,
    });
    if let Some(query) = parts.uri.query().filter(|query| !query.is_empty()) {
        event["queryStringParameters"] = request_query::last(query).into();
        event["multiValueQueryStringParameters"] = request_query::all(query).into();
    }
    event
}

/// `$default`: one text message.
pub(super) fn message(client: &ClientInfo, text: &str) -> Value {
    let mut context = request_context(client, "$default", "MESSAGE");
    context["messageId"] = new_gateway_id().into();
    json!({
        "requestContext": context,
        "body": text,
        "isBase64Encoded": false,
    })
}

/// `$disconnect`: the connection has ended. AWS sends these four headers; all except the host are empty.
pub(super) fn disconnect(client: &ClientInfo, reason: &CloseReason) -> Value {
    let mut context = request_context(client, "$disconnect", "DISCONNECT");
    context["disconnectStatusCode"] = reason.code().into();
    context["disconnectReason"] = reason.reason().into();
    let host = &client.domain_name;
    json!({
        "headers": {"Host": host, "x-api-key": "", "X-Forwarded-For": "", "x-restapi": ""},
        "multiValueHeaders": {
            "Host": [host], "x-api-key": [""], "X-Forwarded-For": [""], "x-restapi": [""]
        },
        "requestContext": context,
        "isBase64Encoded": false,
    })
}

fn request_context(client: &ClientInfo, route_key: &str, event_type: &str) -> Value {
    let now = Timestamp::now();
    let request_id = new_gateway_id();
    json!({
        "routeKey": route_key,
        "eventType": event_type,
        "extendedRequestId": request_id,
        "requestTime": event_time(now),
        "messageDirection": "IN",
        "stage": STAGE,
        "connectedAt": client.connected_at.as_millisecond(),
        "requestTimeEpoch": now.as_millisecond(),
        "identity": {"sourceIp": client.source, "userAgent": client.user_agent},
        "requestId": request_id,
        "domainName": client.domain_name,
        "connectionId": client.connection_id,
        "apiId": API_ID,
    })
}
