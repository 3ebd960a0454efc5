//! Starts the Lambda function `myntra`.

use aws_sdk_dynamodb::Client;
use lambda_http::{Error, run};
use shared::environment::Environment;
use shared::store::client::aws_configuration;
use shared::store::integrations::IntegrationFinder;
use shared::telemetry;
use shared::time::Clock;

#[tokio::main]
async fn main() -> Result<(), Error> {
    telemetry::start();
    let (environment, client) = (Environment::process(), Client::new(&aws_configuration().await));
    IntegrationFinder::new(client.clone(), &environment)?.open_connection().await;
    run(myntra::service(&environment, &client, Clock::system())?).await
}
