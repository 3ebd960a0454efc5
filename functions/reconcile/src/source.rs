//! Which channel is asked by what. A new one is a line here.

use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use shared::asking::OrderSource;
use shared::channel::Channel;
use shared::environment::{BadEnvironment, Environment};
use shared::ingest::AskedDoor;
use shared::pause::Pause;
use shared::shopify_api::{ShopApi, ShopifyOrders};
use shared::time::Clock;

/// A channel that can be asked, and the door of what it answers.
pub(crate) struct Source {
    pub(crate) channel: Channel,
    pub(crate) orders: Arc<dyn OrderSource>,
    pub(crate) door: AskedDoor,
}

/// All of them.
pub(crate) fn sources(
    environment: &Environment,
    client: &Client,
    clock: &Clock,
) -> Result<Vec<Source>, BadEnvironment> {
    let shops = ShopApi::new(environment, clock.clone(), Pause::system())?;
    let of = |channel, orders| {
        let door = AskedDoor::on_tables(channel, environment, client, clock.clone())?;
        Ok(Source { channel, orders, door })
    };
    Ok(vec![of(Channel::Shopify, Arc::new(ShopifyOrders::new(shops)) as Arc<dyn OrderSource>)?])
}
