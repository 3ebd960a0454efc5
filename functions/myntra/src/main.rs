//! The Lambda function `myntra`: `POST /api/webhooks/myntra/{integration_id}`.
//!
//! The topic follows in the path if the integration is configured so.
//!
//! `ingest` has the steps of a webhook; `channels::myntra` has the channel's headers and bodies.

use channel_function::Error;
use types::Channel;

#[tokio::main]
async fn main() -> Result<(), Error> {
    channel_function::run(Channel::Myntra).await
}
