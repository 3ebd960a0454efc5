//! Starts the Lambda function `amazon`.

use aws_sdk_dynamodb::Client;
use lambda_runtime::{Error, run};
use runtime::environment::Environment;
use runtime::telemetry;
use store::Store;
use store::client::aws_configuration;
use types::time::Clock;

#[tokio::main]
async fn main() -> Result<(), Error> {
    telemetry::start();
    let (environment, aws) = (Environment::from_process(), aws_configuration().await);
    let client = Client::new(&aws);
    let store = Store::from_environment(client.clone(), &environment)?;
    store.integration_finder()?.open_connection().await;
    run(amazon::service(&environment, &client, &aws, Clock::system())?).await
}
