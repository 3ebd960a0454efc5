//! Rollups: what the slots of an integration come to, each with a version.

use std::marker::PhantomData;

use aws_sdk_dynamodb::Client;
use domain::integration::IntegrationId;
use domain::statistics::{EventRollup, OrderDay};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use types::time::Time;

use super::super::rows::{Item, from_item, key, number, text, to_item};
use super::super::{StoreError, on_condition};
use super::TABLE;

/// A kind of slots, and what stands in their rows.
#[derive(Debug)]
pub struct Series<T> {
    /// The first letter of the rows' sort keys.
    letter: char,
    of: PhantomData<fn() -> T>,
}

impl<T> Series<T> {
    const fn new(letter: char) -> Self {
        Self { letter, of: PhantomData }
    }
}

/// Events by minute, hour and day of receipt.
pub const MINUTES: Series<EventRollup> = Series::new('m');
/// As [`MINUTES`].
pub const HOURS: Series<EventRollup> = Series::new('h');
/// As [`MINUTES`].
pub const DAYS: Series<EventRollup> = Series::new('d');
/// Orders by the UTC day on which they were placed.
pub const ORDER_DAYS: Series<OrderDay> = Series::new('o');

/// A rollup as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held<T> {
    /// What the slot comes to.
    pub rollup: T,
    /// Grows with every change; 0 is for a slot that is not stored yet.
    pub version: u64,
}

/// Rollups of all integrations.
#[derive(Clone, Debug)]
pub struct Rollups {
    client: Client,
    table: String,
}

#[derive(Serialize, Deserialize)]
struct Row {
    pk: String,
    sk: String,
    slot: Time,
    /// The rollup as JSON: dozens of small numbers cost less as one text than each by itself.
    rollup: String,
    version: u64,
    expires_at: i64,
}

impl Row {
    fn read<T: DeserializeOwned>(item: Item) -> Result<(Time, Held<T>), StoreError> {
        let row: Self = from_item(TABLE, item)?;
        let unreadable = |error: serde_json::Error| StoreError::Unreadable { table: TABLE, detail: error.to_string() };
        let rollup = serde_json::from_str(&row.rollup).map_err(unreadable)?;
        Ok((row.slot, Held { rollup, version: row.version }))
    }
}

impl Rollups {
    pub(crate) fn on(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// What is stored of a slot, by a consistent read. Needs GetItem.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn load<T: DeserializeOwned + Default>(
        &self,
        series: &Series<T>,
        integration: &IntegrationId,
        slot: Time,
    ) -> Result<Held<T>, StoreError> {
        let key = key(partition(integration), place(series, slot));
        let get = self.client.get_item().table_name(&self.table).set_key(Some(key)).consistent_read(true);
        let row = get.send().await.map_err(StoreError::of("GetItem ledger"))?.item;
        let held = row.map(Row::read).transpose()?.map(|(_, held)| held);
        Ok(held.unwrap_or_else(|| Held { rollup: T::default(), version: 0 }))
    }

    /// Puts what a slot comes to, if the stored version is still that of `held`; `false` if it is not: whoever puts what
    /// he has read earlier would undo what another one has read later. Needs PutItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn put<T: Serialize>(
        &self,
        series: &Series<T>,
        integration: &IntegrationId,
        slot: Time,
        held: &Held<T>,
        expires_at: Time,
    ) -> Result<bool, StoreError> {
        let row = Row {
            pk: partition(integration),
            sk: place(series, slot),
            slot,
            rollup: serde_json::to_string(&held.rollup).expect("a rollup of plain fields serializes"),
            version: held.version + 1,
            expires_at: expires_at.seconds(),
        };
        let put = self.client.put_item().table_name(&self.table).set_item(Some(to_item(&row)));
        let put = if held.version == 0 {
            put.condition_expression("attribute_not_exists(pk)")
        } else {
            put.condition_expression("version = :version").expression_attribute_values(":version", number(held.version))
        };
        Ok(on_condition("PutItem ledger", put.send().await)?.is_some())
    }

    /// The rollups of the slots in `from..to`, by time; slots without a row are left out. A consistent read costs twice as
    /// much. Needs Query.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn within<T: DeserializeOwned>(
        &self,
        series: &Series<T>,
        integration: &IntegrationId,
        (from, to): (Time, Time),
        consistent: bool,
    ) -> Result<Vec<(Time, T)>, StoreError> {
        if to <= from {
            // DynamoDB refuses a range whose end is before its start.
            return Ok(Vec::new());
        }
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
            .expression_attribute_values(":pk", text(partition(integration)))
            .expression_attribute_values(":from", text(place(series, from)))
            .expression_attribute_values(":to", text(place(series, to)))
            .consistent_read(consistent);
        let mut pages = query.into_paginator().send();
        let mut found = Vec::new();
        while let Some(page) = pages.next().await {
            for item in page.map_err(StoreError::of("Query ledger"))?.items.unwrap_or_default() {
                let (slot, held): (Time, Held<T>) = Row::read(item)?;
                // BETWEEN takes the end in.
                found.extend((slot < to).then_some((slot, held.rollup)));
            }
        }
        Ok(found)
    }
}

fn partition(integration: &IntegrationId) -> String {
    format!("rollup#{integration}")
}

fn place<T>(series: &Series<T>, slot: Time) -> String {
    format!("{}#{slot}", series.letter)
}
