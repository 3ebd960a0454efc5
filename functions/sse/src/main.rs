//! Starts the function `sse`.

use std::sync::Arc;

use auth;
use auth::{HttpKeys, TokenVerifier};
use lambda_http::{Error, lambda_runtime};
use runtime::environment::Environment;
use sse::{Bridge, Settings, invocation_service};
use types::time::Clock;

#[tokio::main]
async fn main() -> Result<(), Error> {
    runtime::telemetry::start();
    let environment = Environment::from_process();
    let clock = Clock::system();
    let issuer = auth::Settings::from_lookup(|name| environment.optional(name))?;
    let auth = TokenVerifier::new(issuer, Arc::new(HttpKeys::new()?), clock.clone());
    let bridge = Bridge::new(Settings::from_environment(&environment)?, auth, clock);
    lambda_runtime::run(invocation_service(bridge)).await
}
