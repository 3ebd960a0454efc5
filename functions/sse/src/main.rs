//! Starts the Lambda function `sse`.

use std::sync::Arc;

use auth::{HttpKeys, TokenVerifier};
use lambda_http::{Error, lambda_runtime};
use runtime::environment::Environment;
use runtime::telemetry;
use sse::{Bridge, Config, invocation_service};
use types::time::Clock;

#[tokio::main]
async fn main() -> Result<(), Error> {
    telemetry::start();
    let (environment, clock) = (Environment::from_process(), Clock::system());
    let auth =
        TokenVerifier::new(auth::Config::from_environment(&environment)?, Arc::new(HttpKeys::new()?), clock.clone());
    let bridge = Bridge::new(Config::from_environment(&environment)?, auth, clock);
    lambda_runtime::run(invocation_service(bridge)).await
}
