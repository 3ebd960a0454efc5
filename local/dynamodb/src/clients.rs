//! SDK clients for a DynamoDB-compatible endpoint without an account.

use std::time::Duration;

use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region, SharedHttpClient};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;

/// The region of the signatures; the embedded engine accepts any.
pub const REGION: &str = "us-east-1";

/// The access key id and its secret: requests have to be signed, but the engine does not verify the signature.
const DUMMY_KEY: &str = "local";

/// Longer than the engine waits for its own file (5 s), so that the client gets its response and not a timeout.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(10);

/// A client for tables at `endpoint`, such as `http://127.0.0.1:8000`.
#[must_use]
pub fn dynamodb(endpoint: &str) -> aws_sdk_dynamodb::Client {
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(REGION))
        .credentials_provider(credentials())
        .endpoint_url(endpoint)
        .http_client(http_client(endpoint))
        .timeout_config(timeouts())
        .retry_config(RetryConfig::standard())
        .build();
    aws_sdk_dynamodb::Client::from_conf(config)
}

/// A client for the streams of the tables at `endpoint`.
#[must_use]
pub fn dynamodb_streams(endpoint: &str) -> aws_sdk_dynamodbstreams::Client {
    let config = aws_sdk_dynamodbstreams::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(REGION))
        .credentials_provider(credentials())
        .endpoint_url(endpoint)
        .http_client(http_client(endpoint))
        .timeout_config(timeouts())
        .retry_config(RetryConfig::standard())
        .build();
    aws_sdk_dynamodbstreams::Client::from_conf(config)
}

fn credentials() -> Credentials {
    Credentials::new(DUMMY_KEY, DUMMY_KEY, None, None, "storebell")
}

fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder().operation_attempt_timeout(ATTEMPT_TIMEOUT).build()
}

/// Plain HTTP unless the endpoint uses TLS, since a TLS client first reads the machine's root certificates.
fn http_client(endpoint: &str) -> SharedHttpClient {
    if endpoint.starts_with("https:") {
        Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https()
    } else {
        Builder::new().build_http()
    }
}
