//! Starts the function `sse`.

use std::sync::Arc;

use lambda_http::{Error, lambda_runtime};
use shared::auth::{self, HttpKeys, TokenVerifier};
use shared::environment::Environment;
use shared::time::Clock;
use sse::{Bridge, Settings, invocation_service};

#[tokio::main]
async fn main() -> Result<(), Error> {
    shared::telemetry::start();
    let environment = Environment::process();
    let clock = Clock::system();
    let issuer = auth::Settings::from_lookup(|name| environment.optional(name))?;
    let auth = TokenVerifier::new(issuer, Arc::new(HttpKeys::new()?), clock.clone());
    let bridge = Bridge::new(Settings::from_environment(&environment)?, auth, clock);
    lambda_runtime::run(invocation_service(bridge)).await
}
