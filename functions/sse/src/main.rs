//! Starts the Lambda function `sse`.

use std::sync::Arc;

use auth::{HttpKeys, TokenVerifier};
use lambda_http::{Error, lambda_runtime};
use runtime::environment::Environment;
use runtime::telemetry;
use sse::{Bridge, Settings, invocation_service};
use types::time::Clock;

#[tokio::main]
async fn main() -> Result<(), Error> {
    telemetry::start();
    let (environment, clock) = (Environment::from_process(), Clock::system());
    let auth_settings = auth::Settings::from_lookup(|name| environment.optional(name))?;
    let auth = TokenVerifier::new(auth_settings, Arc::new(HttpKeys::new()?), clock.clone());
    let bridge = Bridge::new(Settings::from_environment(&environment)?, auth, clock);
    lambda_runtime::run(invocation_service(bridge)).await
}
