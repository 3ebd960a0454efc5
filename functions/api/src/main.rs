//! Starts the Lambda function `api`.

use std::sync::Arc;

use api::Config;
use auth::{HttpKeys, TokenVerifier};
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
    let auth =
        TokenVerifier::new(auth::Config::from_environment(&environment)?, Arc::new(HttpKeys::new()?), clock.clone());
    let aws = aws_configuration().await;
    run(api::service(Config::from_environment(&environment)?, &Client::new(&aws), &aws, auth, clock)?).await
}
