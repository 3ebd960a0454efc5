//! The AWS SDK's configuration of a function: short timeouts, since the sender of a webhook waits for the response.

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, SdkConfig};
use aws_smithy_http_client::tls;

const MAX_ATTEMPTS: u32 = 3;

/// The SDK's configuration from the process's environment. The SDK reads the region, credentials and endpoints from its
/// own variables.
pub async fn aws_configuration() -> SdkConfig {
    let http = aws_smithy_http_client::Builder::new()
        .tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring))
        .build_https();
    aws_config::defaults(BehaviorVersion::latest())
        .http_client(http)
        .timeout_config(time_limits())
        .retry_config(RetryConfig::standard().with_max_attempts(MAX_ATTEMPTS))
        .load()
        .await
}

/// The timeouts of one SDK call. Shopify waits 5 s for the whole response (see `channels::shopify`), so all attempts
/// together have 3.5 s.
pub fn time_limits() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(1))
        .operation_attempt_timeout(Duration::from_millis(1_500))
        .operation_timeout(Duration::from_millis(3_500))
        .build()
}
