//! The Lambda function `flipkart`: `POST /api/webhooks/flipkart` and `POST /api/webhooks/flipkart/{integration_id}`.
//!
//! Notifications that are signed with FKLOGIN need the path with the id of the integration.
//!
//! `ingest` has the steps of a webhook; `channels::flipkart` has the channel's headers and bodies.

use channel_function::Error;
use types::Channel;

#[tokio::main]
async fn main() -> Result<(), Error> {
    channel_function::run(Channel::Flipkart).await
}
