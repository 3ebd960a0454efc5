//! Starts the Lambda function `amazon`.

use amazon::Config;
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
    let (config, aws) = (Config::from_environment(&Environment::from_process())?, aws_configuration().await);
    let client = Client::new(&aws);
    let store = Store::new(client.clone(), config.tables.clone());
    store.integration_finder()?.open_connection().await;
    run(amazon::service(config, &client, &aws, Clock::system())?).await
}
