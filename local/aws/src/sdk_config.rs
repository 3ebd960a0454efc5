//! The SDK's configuration on this machine.

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::config::{Credentials, SharedCredentialsProvider, retry::RetryConfig};
use local_dynamodb::REGION;
use store::client::time_limits;

/// The configuration that `store::client` uses on AWS, but with plain HTTP and dummy credentials, which no
/// local service checks.
#[must_use]
pub fn sdk_config() -> SdkConfig {
    let credentials = Credentials::new("local", "local", None, None, "storebell");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(REGION))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .timeout_config(time_limits())
        .retry_config(RetryConfig::standard().with_max_attempts(3))
        .build()
}
