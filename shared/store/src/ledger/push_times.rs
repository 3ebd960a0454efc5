//! How long after receipt events were pushed, kept until their minute is rolled up for the last time.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::Client;
use domain::integration::IntegrationId;
use serde::{Deserialize, Serialize};
use types::event_id::EventId;
use types::time::{DAY_MS, Time};

use super::TABLE;
use crate::error::StoreError;
use crate::rows::{from_item, text, to_item};

/// How long a row is kept.
const ROW_TTL_MS: i64 = 3 * DAY_MS;

/// For how long after its beginning a minute's push times are complete: the stream gives up a batch after 12 hours, and
/// rows expire after three days.
pub const PUSH_TIMES_COMPLETE_FOR_MS: i64 = DAY_MS;

/// Records and reads how long after receipt events were pushed.
#[derive(Clone, Debug)]
pub struct PushTimes {
    client: Client,
    table: String,
}

#[derive(Serialize, Deserialize)]
struct Row {
    pk: String,
    sk: String,
    /// Event ids, and the milliseconds from receipt to push.
    pushed: Vec<(EventId, u64)>,
    expires_at: i64,
}

impl PushTimes {
    pub(crate) fn on(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// Records the times, in milliseconds, of a batch's events of one integration and one minute. `stamp` makes the
    /// row's key unique. Needs PutItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn record(
        &self,
        integration: &IntegrationId,
        minute: Time,
        pushed: Vec<(EventId, u64)>,
        stamp: EventId,
    ) -> Result<(), StoreError> {
        let row = Row {
            pk: partition(integration),
            sk: format!("{minute}#{stamp}"),
            pushed,
            expires_at: stamp.received_at().plus_millis(ROW_TTL_MS).seconds(),
        };
        let put = self.client.put_item().table_name(&self.table).set_item(Some(to_item(&row)));
        put.send().await.map(drop).map_err(StoreError::of("PutItem ledger"))
    }

    /// The shortest recorded time, in milliseconds, of each event of a minute: a batch that the stream repeated
    /// recorded a longer one. Reads consistently. Needs Query.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn of_minute(
        &self,
        integration: &IntegrationId,
        minute: Time,
    ) -> Result<BTreeMap<EventId, u64>, StoreError> {
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk AND begins_with(sk, :minute)")
            .expression_attribute_values(":pk", text(partition(integration)))
            .expression_attribute_values(":minute", text(format!("{minute}#")))
            .consistent_read(true);
        let mut pages = query.into_paginator().send();
        let mut shortest = BTreeMap::new();
        while let Some(page) = pages.next().await {
            for item in page.map_err(StoreError::of("Query ledger"))?.items.unwrap_or_default() {
                for (event, ms) in from_item::<Row>(TABLE, item)?.pushed {
                    let shortest_ms = shortest.entry(event).or_insert(ms);
                    *shortest_ms = ms.min(*shortest_ms);
                }
            }
        }
        Ok(shortest)
    }
}

fn partition(integration: &IntegrationId) -> String {
    format!("pushed#{integration}")
}
