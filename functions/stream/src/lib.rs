//! The function behind the stream of `deliveries`: it turns stored deliveries into state, events and live updates.
//!
//! | file | what it does |
//! |---|---|
//! | `config.rs` | what the function reads from its environment |
//! | `batch.rs` | one invocation: the steps below, in this order |
//! | `read.rs` | reads a record's delivery and its stored body |
//! | `normalize.rs` | converts the body to Storebell's types |
//! | `projection/` | applies the changes to the subjects in `state`, then recomputes the orders that show them |
//! | `record_events/` | writes the event rows |
//! | `publish.rs` | pushes events and orders to live clients, then records them for the statistics |
//! | `redaction/` | removes personal data at the request of a channel |
//! | `delivery_record.rs` | a delivery on its way through the steps, and its six states |
//! | `batch_item_failures.rs` | the records that Lambda has to send again |
//! | `profit.rs` | computes the profit of an order |
//! | `statistics_recorder.rs` | marks changed time buckets, records the times of pushes |
//! | `integration_settings.rs` | the settings of integrations, read once for each batch |
//! | `catch_panic.rs` | turns a panic of a parser into a failed event |

mod batch;
mod batch_item_failures;
mod catch_panic;
mod config;
mod delivery_record;
mod integration_settings;
mod latest_time;
mod normalize;
mod profit;
mod projection;
mod publish;
mod read;
mod record_events;
mod redaction;
mod statistics_recorder;

use std::sync::Arc;

use aws_config::SdkConfig;
use aws_lambda_events::event::dynamodb::Event;
use aws_lambda_events::event::streams::DynamoDbEventResponse;
use aws_sdk_dynamodb::Client;
use lambda_runtime::{Error, LambdaEvent, Service, service_fn};
use live::ManagementApi;
use runtime::environment::ConfigError;
use store::Store;
use types::time::Clock;

use batch::Processor;

pub use config::Config;

/// The function's handler.
///
/// # Errors
/// [`ConfigError`] if a table's name is missing.
pub fn service(
    config: Config,
    client: &Client,
    aws: &SdkConfig,
    clock: Clock,
) -> Result<
    impl Service<LambdaEvent<Event>, Response = DynamoDbEventResponse, Error = Error, Future: Send>
    + Clone
    + Send
    + Sync
    + 'static,
    ConfigError,
> {
    let management_api = ManagementApi::new(aws, &config.management_endpoint);
    let store = Store::new(client.clone(), config.tables);
    let processor = Arc::new(Processor::new(&store, management_api, config.resume_window, clock)?);
    Ok(service_fn(move |event: LambdaEvent<Event>| {
        let processor = Arc::clone(&processor);
        // Boxed, since the compiler bounds how deeply futures are nested.
        async move { Ok(Box::pin(processor.process(event.payload)).await) }
    }))
}
