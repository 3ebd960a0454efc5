//! The REST API's proxy event (payload format 1.0).
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html>

use http::request::Parts;
use serde_json::{Value, json};

use crate::gateway::gateway_id::new_gateway_id;
use crate::gateway::request_metadata::{RequestMetadata, event_time};
use crate::gateway::{ACCOUNT_ID, API_ID, STAGE, request_headers, request_query};

/// The JSON for the function. It has no body: the method is always GET.
pub(super) fn event(metadata: &RequestMetadata, parts: &Parts, resource: &str) -> Value {
    let headers = request_headers::with_forwarding(&parts.headers, metadata);
    let query = parts.uri.query().unwrap_or_default();
    json!({
        "resource": resource,
        "path": parts.uri.path(),
        "httpMethod": parts.method.as_str(),
        "headers": request_headers::last(&headers),
        "multiValueHeaders": request_headers::all(&headers),
        "queryStringParameters": request_query::or_null(request_query::last(query)),
        "multiValueQueryStringParameters": request_query::or_null(request_query::all(query)),
        "pathParameters": null,
        "stageVariables": null,
        "requestContext": request_context(metadata, parts, resource),
        "body": null,
        "isBase64Encoded": false,
    })
}

fn request_context(metadata: &RequestMetadata, parts: &Parts, resource: &str) -> Value {
    let domain_name = request_headers::domain_name(&parts.headers);
    json!({
        "accountId": ACCOUNT_ID,
        "apiId": API_ID,
        "deploymentId": "local",
        "domainName": domain_name,
        "domainPrefix": domain_name.split('.').next(),
        "extendedRequestId": new_gateway_id(),
        "httpMethod": parts.method.as_str(),
        "identity": identity(metadata, parts),
        "path": format!("/{STAGE}{}", parts.uri.path()),
        "protocol": format!("{:?}", parts.version),
        "requestId": metadata.request_id,
        "requestTime": event_time(metadata.at),
        "requestTimeEpoch": metadata.at.as_millisecond(),
        "resourceId": "stream",
        "resourcePath": resource,
        "stage": STAGE,
    })
}

/// The gateway authenticates no caller: only address and user agent are known.
fn identity(metadata: &RequestMetadata, parts: &Parts) -> Value {
    json!({
        "accessKey": null,
        "accountId": null,
        "apiKey": null,
        "apiKeyId": null,
        "caller": null,
        "cognitoAuthenticationProvider": null,
        "cognitoAuthenticationType": null,
        "cognitoIdentityId": null,
        "cognitoIdentityPoolId": null,
        "principalOrgId": null,
        "sourceIp": metadata.source,
        "user": null,
        "userAgent": request_headers::user_agent(&parts.headers),
        "userArn": null,
    })
}
