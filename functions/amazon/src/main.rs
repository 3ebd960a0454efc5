//! Starts the Lambda function `amazon`.

use aws_sdk_dynamodb::Client;
use lambda_runtime::{Error, run};
use runtime::environment::Environment;
use runtime::telemetry;
use store::client::aws_configuration;
use store::integrations::IntegrationFinder;
use types::time::Clock;

#[tokio::main]
async fn main() -> Result<(), Error> {
    telemetry::start();
    let (environment, aws) = (Environment::from_process(), aws_configuration().await);
    let client = Client::new(&aws);
    IntegrationFinder::new(client.clone(), &environment)?.open_connection().await;
    run(amazon::service(&environment, &client, &aws, Clock::system())?).await
}
