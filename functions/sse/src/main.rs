//! Starts the function `sse`.

use std::sync::Arc;

use lambda_http::{Error, lambda_runtime};
use shared::environment::Environment;
use shared::sign_in::{self, HttpKeys, SignIn};
use shared::time::Clock;
use sse::{Bridge, Settings, invocation_service};

#[tokio::main]
async fn main() -> Result<(), Error> {
    shared::telemetry::start();
    let environment = Environment::process();
    let clock = Clock::system();
    let issuer = sign_in::Settings::from_lookup(|name| environment.optional(name))?;
    let sign_in = SignIn::new(issuer, Arc::new(HttpKeys::new()?), clock.clone());
    let bridge = Bridge::new(Settings::from_environment(&environment)?, sign_in, clock);
    lambda_runtime::run(invocation_service(bridge)).await
}
