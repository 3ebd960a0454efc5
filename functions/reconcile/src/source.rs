//! Which channel is asked by what. A new one is a line here.

use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use domain::order_source::OrderSource;
use ingest::DeliveryRecorder;
use runtime::environment::{ConfigError, Environment};
use shopify_admin::{ShopApi, ShopifyOrders};
use types::Channel;
use types::sleep::Sleep;
use types::time::Clock;

/// A channel that can be asked, and the door of what it answers.
pub(crate) struct Source {
    pub(crate) channel: Channel,
    pub(crate) orders: Arc<dyn OrderSource>,
    pub(crate) door: DeliveryRecorder,
}

/// All of them.
pub(crate) fn sources(environment: &Environment, client: &Client, clock: &Clock) -> Result<Vec<Source>, ConfigError> {
    let shops = ShopApi::new(environment, clock.clone(), Sleep::system())?;
    let of = |channel, orders| {
        let door = DeliveryRecorder::on_tables(channel, environment, client, clock.clone())?;
        Ok(Source { channel, orders, door })
    };
    Ok(vec![of(Channel::Shopify, Arc::new(ShopifyOrders::new(shops)) as Arc<dyn OrderSource>)?])
}
