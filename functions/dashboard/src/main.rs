//! Starts the Lambda function `dashboard`.

use dashboard::{Config, Dist};
use lambda_http::{Error, run};
use runtime::environment::Environment;
use runtime::telemetry;

#[tokio::main]
async fn main() -> Result<(), Error> {
    telemetry::start();
    run(dashboard::service::<Dist>(&Config::from_environment(&Environment::from_process())?)).await
}
