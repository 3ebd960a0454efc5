//! Starts the Lambda function `reconcile`.

use aws_sdk_dynamodb::Client;
use lambda_runtime::{Error, run};
use reconcile::Config;
use runtime::environment::Environment;
use runtime::telemetry;
use store::client::aws_configuration;
use types::time::Clock;

#[tokio::main]
async fn main() -> Result<(), Error> {
    telemetry::start();
    let client = Client::new(&aws_configuration().await);
    run(reconcile::service(Config::from_environment(&Environment::from_process())?, &client, Clock::system())?).await
}
