//! The Lambda function `standard`: `POST /api/webhooks/standard/{integration_id}`, for every sender of Standard
//! Webhooks.
//!
//! `ingest` has the steps of a webhook; `channels::standard` has the channel's headers and bodies.

use channel_function::Error;
use types::Channel;

#[tokio::main]
async fn main() -> Result<(), Error> {
    channel_function::run(Channel::Standard).await
}
