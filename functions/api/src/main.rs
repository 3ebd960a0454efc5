//! Starts the Lambda function `api`.

use std::sync::Arc;

use auth::{HttpKeys, Settings, TokenVerifier};
use aws_sdk_dynamodb::Client;
use lambda_http::{Error, run};
use runtime::environment::Environment;
use runtime::telemetry;
use store::client::aws_configuration;
use types::time::Clock;

#[tokio::main]
async fn main() -> Result<(), Error> {
    telemetry::start();
    let (environment, clock) = (Environment::from_process(), Clock::system());
    let issuer = Settings::from_lookup(|name| environment.optional(name))?;
    let auth = TokenVerifier::new(issuer, Arc::new(HttpKeys::new()?), clock.clone());
    let aws = aws_configuration().await;
    run(api::service(&environment, &Client::new(&aws), &aws, auth, clock)?).await
}
