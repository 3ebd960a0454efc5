//! Starts the Lambda function `retry`.

use aws_sdk_dynamodb::Client;
use lambda_runtime::{Error, run};
use retry::Config;
use runtime::environment::Environment;
use runtime::telemetry;
use store::client::aws_configuration;
use types::time::Clock;

#[tokio::main]
async fn main() -> Result<(), Error> {
    telemetry::start();
    let aws = aws_configuration().await;
    let (dynamodb, s3) = (Client::new(&aws), aws_sdk_s3::Client::new(&aws));
    run(retry::service(Config::from_environment(&Environment::from_process())?, &dynamodb, &s3, &aws, Clock::system())?)
        .await
}
