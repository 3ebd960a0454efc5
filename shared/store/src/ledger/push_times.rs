//! How long it took until events were pushed, kept until their minute was rolled up for good.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::Client;
use domain::integration::IntegrationId;
use serde::{Deserialize, Serialize};
use types::event_id::EventId;
use types::time::{DAY_MS, Time};

use super::super::StoreError;
use super::super::rows::{from_item, text, to_item};
use super::TABLE;

/// How long a note is kept, in milliseconds.
const KEPT_MS: i64 = 3 * DAY_MS;

/// Until when after its beginning a minute's notes are complete, in milliseconds: a batch of the stream is given up after
/// 12 hours, and notes go after three days.
pub const PUSH_TIMES_HOLD_MS: i64 = DAY_MS;

/// Notes how long after receipt events were pushed, and reads what was noted.
#[derive(Clone, Debug)]
pub struct PushTimes {
    client: Client,
    table: String,
}

#[derive(Serialize, Deserialize)]
struct Row {
    pk: String,
    sk: String,
    /// Event ids, and the milliseconds from receipt until the push.
    pushed: Vec<(EventId, u64)>,
    expires_at: i64,
}

impl PushTimes {
    pub(crate) fn on(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// Notes the times of a batch's events of one integration and one minute; `stamp` tells this note from others. Needs
    /// PutItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn note(
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
            expires_at: stamp.received_at().plus_millis(KEPT_MS).seconds(),
        };
        let put = self.client.put_item().table_name(&self.table).set_item(Some(to_item(&row)));
        put.send().await.map(drop).map_err(StoreError::of("PutItem ledger"))
    }

    /// The least time that was noted of each event of a minute: a batch that came again has noted a longer one. Read
    /// consistently. Needs Query.
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
        let mut least = BTreeMap::new();
        while let Some(page) = pages.next().await {
            for item in page.map_err(StoreError::of("Query ledger"))?.items.unwrap_or_default() {
                for (event, ms) in from_item::<Row>(TABLE, item)?.pushed {
                    let held = least.entry(event).or_insert(ms);
                    *held = ms.min(*held);
                }
            }
        }
        Ok(least)
    }
}

fn partition(integration: &IntegrationId) -> String {
    format!("pushed#{integration}")
}
