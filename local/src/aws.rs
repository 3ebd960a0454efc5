//! The SDK's configuration on this machine.

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::config::{Credentials, SharedCredentialsProvider, retry::RetryConfig};
use store::client::time_limits;

use crate::dynamodb::REGION;

/// As `store::client` configures it on AWS, but with plain HTTP and keys that nobody checks.
#[must_use]
pub fn aws_configuration() -> SdkConfig {
    let keys = Credentials::new("local", "local", None, None, "storebell");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(REGION))
        .credentials_provider(SharedCredentialsProvider::new(keys))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .timeout_config(time_limits())
        .retry_config(RetryConfig::standard().with_max_attempts(3))
        .build()
}
