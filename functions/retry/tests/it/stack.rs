//! The system under test.

use std::time::Duration;

use local_aws::lambda::Function;
use retry::Config;
use retry_testing::RetryStack;

/// The stack with the function.
pub(crate) async fn start() -> RetryStack {
    RetryStack::start(|new| {
        let config = Config::from_environment(new.environment).unwrap();
        let service = retry::service(config, new.dynamodb, new.s3, new.aws, new.clock).unwrap();
        Function::json("retry", Duration::from_secs(60), service)
    })
    .await
}
