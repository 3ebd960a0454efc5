//! The Lambda function `selloship`: `POST /api/webhooks/selloship/{integration_id}`.
//!
//! `ingest` has the steps of a webhook; `channels::selloship` has the channel's headers and bodies.

use channel_function::Error;
use types::Channel;

#[tokio::main]
async fn main() -> Result<(), Error> {
    channel_function::run(Channel::Selloship).await
}
