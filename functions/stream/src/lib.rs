//! The function behind the stream of `deliveries`: understand, fold into state, write the event, push.
//!
//! | file | what it does |
//! |---|---|
//! | `batch.rs` | one invocation: records in, lowest failed sequence number out |
//! | `normalize.rs` | a delivery becomes a task; panics stop here |
//! | `folding.rs` | all subjects that a batch changes, then the orders to which they belong |
//! | `fold.rs` | one subject: read, apply, derive, put on condition of the version, again on conflict |
//! | `joins.rs` | which shipments, returns and payments belong to which order |
//! | `redaction/` | taking away what is personal, at a sender's request |
//! | `settings.rs` | settings of integrations, read once for each batch |
//! | `event.rs` | the event row of a task |
//! | `tally.rs` | what statistics have to know: changed slots, times of pushes |

mod batch;
mod event;
mod fold;
mod folding;
mod joins;
mod normalize;
mod redaction;
mod settings;
mod statistics_recorder;

use std::sync::Arc;

use aws_config::SdkConfig;
use aws_lambda_events::event::dynamodb::Event;
use aws_lambda_events::event::streams::DynamoDbEventResponse;
use aws_sdk_dynamodb::Client;
use lambda_runtime::{Error, LambdaEvent, Service, service_fn};
use runtime::environment::{ConfigError, Environment};
use types::time::Clock;

use batch::Processor;

/// The function's handler, on the tables that `environment` names.
///
/// # Errors
/// [`ConfigError`].
pub fn service(
    environment: &Environment,
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
    let processor = Arc::new(Processor::new(environment, client, aws, clock)?);
    Ok(service_fn(move |event: LambdaEvent<Event>| {
        let processor = Arc::clone(&processor);
        async move { Ok(processor.process(event.payload).await) }
    }))
}
