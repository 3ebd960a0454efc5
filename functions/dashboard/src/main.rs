//! Starts the Lambda function `dashboard`.

use dashboard::{Dist, Settings};
use lambda_http::{Error, run};
use shared::environment::Environment;
use shared::telemetry;

#[tokio::main]
async fn main() -> Result<(), Error> {
    telemetry::start();
    run(dashboard::service::<Dist>(&Settings::from_environment(&Environment::process())?)).await
}
