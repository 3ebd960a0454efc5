//! Starts the Lambda function `reconcile`.

use aws_sdk_dynamodb::Client;
use lambda_runtime::{Error, run};
use shared::environment::Environment;
use shared::store::client::aws_configuration;
use shared::telemetry;
use shared::time::Clock;

#[tokio::main]
async fn main() -> Result<(), Error> {
    telemetry::start();
    let client = Client::new(&aws_configuration().await);
    run(reconcile::service(&Environment::process(), &client, Clock::system())?).await
}
