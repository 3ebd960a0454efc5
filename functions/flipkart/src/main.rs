//! Starts the Lambda function `flipkart`.

use aws_sdk_dynamodb::Client;
use lambda_http::{Error, run};
use runtime::environment::Environment;
use runtime::telemetry;
use store::client::aws_configuration;
use store::integrations::IntegrationFinder;
use types::time::Clock;

#[tokio::main]
async fn main() -> Result<(), Error> {
    telemetry::start();
    let (environment, client) = (Environment::from_process(), Client::new(&aws_configuration().await));
    IntegrationFinder::new(client.clone(), &environment)?.open_connection().await;
    run(flipkart::service(&environment, &client, Clock::system())?).await
}
