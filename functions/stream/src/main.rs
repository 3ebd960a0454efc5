//! Starts the Lambda function `stream`.

use aws_sdk_dynamodb::Client;
use lambda_runtime::{Error, run};
use runtime::environment::Environment;
use runtime::telemetry;
use store::client::aws_configuration;
use stream::Config;
use types::time::Clock;

#[tokio::main]
async fn main() -> Result<(), Error> {
    telemetry::start();
    let aws = aws_configuration().await;
    run(stream::service(
        Config::from_environment(&Environment::from_process())?,
        &Client::new(&aws),
        &aws,
        Clock::system(),
    )?)
    .await
}
