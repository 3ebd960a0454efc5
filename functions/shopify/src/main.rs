//! The Lambda function `shopify`: `POST /api/webhooks/shopify` and `POST /api/webhooks/shopify/{integration_id}`.
//!
//! `ingest` has the steps of a webhook; `channels::shopify` has the channel's headers and bodies.

use channel_function::Error;
use types::Channel;

#[tokio::main]
async fn main() -> Result<(), Error> {
    channel_function::run(Channel::Shopify).await
}
