//! Bodies without what is personal: our own types, serialized again, so that only what is read is left.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::catalog::{InventoryLevelBody, ProductBody};
use super::order::OrderBody;
use super::refund::RefundBody;
use super::shop::{ComplianceBody, ShopBody};
use super::topic::Topic;
use super::{read, understand};
use crate::channel::{Context, json};

/// The body with nothing in it but what is read; `None` where it is not understood, or its topic is not read.
pub(super) fn reduced(context: &Context<'_>, body: &[u8]) -> Option<Vec<u8>> {
    understand(context, body).ok()?;
    let (topic, text) = (Topic::known(context.topic)?, json(body).ok()?);
    match topic {
        Topic::OrdersCreate | Topic::OrdersUpdated | Topic::OrdersCancelled => again::<OrderBody>(topic, text),
        Topic::RefundsCreate => again::<RefundBody>(topic, text),
        Topic::InventoryLevelsUpdate => again::<InventoryLevelBody>(topic, text),
        Topic::ProductsUpdate => again::<ProductBody>(topic, text),
        Topic::AppUninstalled => again::<ShopBody>(topic, text),
        Topic::CustomersDataRequest | Topic::CustomersRedact | Topic::ShopRedact => {
            again::<ComplianceBody>(topic, text)
        }
    }
}

fn again<T: DeserializeOwned + Serialize>(topic: Topic, text: &str) -> Option<Vec<u8>> {
    serde_json::to_vec(&read::<T>(topic, text).ok()?).ok()
}
