//! The channels that support reconciliation. A new one is a line in [`channel_sources`].

use std::sync::Arc;

use domain::order_source::OrderSource;
use ingest::DeliveryRecorder;
use runtime::environment::ConfigError;
use shopify_admin::{ShopApi, ShopifyOrders};
use store::Store;
use types::Channel;
use types::sleep::Sleep;
use types::time::Clock;

/// A channel, the source of its orders, and the receiver that stores fetched orders.
pub(crate) struct ChannelSource {
    pub(crate) channel: Channel,
    pub(crate) orders: Arc<dyn OrderSource>,
    pub(crate) receiver: DeliveryRecorder,
}

pub(crate) fn channel_sources(
    store: &Store,
    shopify_admin: shopify_admin::Config,
    clock: &Clock,
) -> Result<Vec<ChannelSource>, ConfigError> {
    let shops = ShopApi::new(shopify_admin, clock.clone(), Sleep::system())?;
    let source = |channel, orders| {
        let receiver = DeliveryRecorder::new(channel, store, clock.clone())?;
        Ok(ChannelSource { channel, orders, receiver })
    };
    Ok(vec![source(Channel::Shopify, Arc::new(ShopifyOrders::new(shops)) as Arc<dyn OrderSource>)?])
}
