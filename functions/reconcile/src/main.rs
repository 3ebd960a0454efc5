//! Starts the Lambda function `reconcile`.

use aws_sdk_dynamodb::Client;
use lambda_runtime::{Error, run};
use runtime::environment::Environment;
use runtime::telemetry;
use store::client::aws_configuration;
use types::time::Clock;

#[tokio::main]
async fn main() -> Result<(), Error> {
    telemetry::start();
    let client = Client::new(&aws_configuration().await);
    run(reconcile::service(&Environment::from_process(), &client, Clock::system())?).await
}
