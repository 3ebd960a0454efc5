//! Starts the Lambda function `websocket`.

use std::sync::Arc;

use auth::{HttpKeys, TokenVerifier};
use aws_sdk_dynamodb::Client;
use lambda_http::{Error, run};
use runtime::environment::Environment;
use runtime::telemetry;
use store::client::aws_configuration;
use types::time::Clock;
use websocket::Config;

#[tokio::main]
async fn main() -> Result<(), Error> {
    telemetry::start();
    let (environment, aws, clock) = (Environment::from_process(), aws_configuration().await, Clock::system());
    let auth =
        TokenVerifier::new(auth::Config::from_environment(&environment)?, Arc::new(HttpKeys::new()?), clock.clone());
    run(websocket::service(Config::from_environment(&environment)?, &Client::new(&aws), &aws, auth, clock)?).await
}
