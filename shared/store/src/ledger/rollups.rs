//! Rollups: the aggregated statistics of an integration's time buckets, each with a version.

use std::marker::PhantomData;

use aws_sdk_dynamodb::Client;
use domain::integration::IntegrationId;
use domain::statistics::{EventRollup, OrderDay};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use types::time::Time;

use super::TABLE;
use crate::error::{StoreError, conditional};
use crate::rows::{Item, from_item, key, number, text, to_item};

/// A series of rollups: buckets of one size, and the type of their rollups.
#[derive(Debug)]
pub struct RollupSeries<T> {
    /// The first letter of the rows' sort keys.
    letter: char,
    rollup: PhantomData<fn() -> T>,
}

impl<T> RollupSeries<T> {
    const fn new(letter: char) -> Self {
        Self { letter, rollup: PhantomData }
    }
}

/// Events by the minute of receipt.
pub const MINUTE_ROLLUPS: RollupSeries<EventRollup> = RollupSeries::new('m');
/// Events by the hour of receipt.
pub const HOUR_ROLLUPS: RollupSeries<EventRollup> = RollupSeries::new('h');
/// Events by the UTC day of receipt.
pub const DAY_ROLLUPS: RollupSeries<EventRollup> = RollupSeries::new('d');
/// Orders by the UTC day on which they were placed.
pub const ORDER_DAY_ROLLUPS: RollupSeries<OrderDay> = RollupSeries::new('o');

/// A stored rollup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRollup<T> {
    /// The aggregated statistics of the bucket.
    pub rollup: T,
    /// Grows with every change; 0 for a bucket that is not stored yet.
    pub version: u64,
}

/// Reads and writes rollups.
#[derive(Clone, Debug)]
pub struct Rollups {
    client: Client,
    table: String,
}

#[derive(Serialize, Deserialize)]
struct Row {
    pk: String,
    sk: String,
    /// Where the bucket begins.
    #[serde(rename = "slot")]
    bucket: Time,
    /// The rollup as JSON: dozens of small numbers cost less as one text than as attributes.
    rollup: String,
    version: u64,
    expires_at: i64,
}

impl Row {
    fn read<T: DeserializeOwned>(item: Item) -> Result<(Time, StoredRollup<T>), StoreError> {
        let row: Self = from_item(TABLE, item)?;
        let unreadable = |error: serde_json::Error| StoreError::Unreadable { table: TABLE, detail: error.to_string() };
        let rollup = serde_json::from_str(&row.rollup).map_err(unreadable)?;
        Ok((row.bucket, StoredRollup { rollup, version: row.version }))
    }
}

impl Rollups {
    pub(crate) fn on(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// The stored rollup of the bucket that begins at `bucket`, by a consistent read; an empty one where none is
    /// stored. Needs GetItem.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn load<T: DeserializeOwned + Default>(
        &self,
        series: &RollupSeries<T>,
        integration: &IntegrationId,
        bucket: Time,
    ) -> Result<StoredRollup<T>, StoreError> {
        let key = key(partition(integration), sort_key(series, bucket));
        let get = self.client.get_item().table_name(&self.table).set_key(Some(key)).consistent_read(true);
        let row = get.send().await.map_err(StoreError::of("GetItem ledger"))?.item;
        let stored = row.map(Row::read).transpose()?.map(|(_, stored)| stored);
        Ok(stored.unwrap_or_else(|| StoredRollup { rollup: T::default(), version: 0 }))
    }

    /// Writes the rollup of a bucket if the stored version is still `stored.version`; `false` if it is not. Without
    /// this condition, a writer that read the events earlier could overwrite the result of one that read them later.
    /// Needs PutItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn put<T: Serialize>(
        &self,
        series: &RollupSeries<T>,
        integration: &IntegrationId,
        bucket: Time,
        stored: &StoredRollup<T>,
        expires_at: Time,
    ) -> Result<bool, StoreError> {
        let StoredRollup { rollup, version } = stored;
        let row = Row {
            pk: partition(integration),
            sk: sort_key(series, bucket),
            bucket,
            rollup: serde_json::to_string(rollup).expect("a rollup of plain fields serializes"),
            version: version + 1,
            expires_at: expires_at.seconds(),
        };
        let put = self.client.put_item().table_name(&self.table).set_item(Some(to_item(&row)));
        let put = if *version == 0 {
            put.condition_expression("attribute_not_exists(pk)")
        } else {
            put.condition_expression("version = :version").expression_attribute_values(":version", number(version))
        };
        Ok(conditional("PutItem ledger", put.send().await)?.is_some())
    }

    /// The rollups of the buckets that begin in `from..to`, by time; buckets without a row are left out. A consistent
    /// read costs twice as much. Needs Query.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn within<T: DeserializeOwned>(
        &self,
        series: &RollupSeries<T>,
        integration: &IntegrationId,
        (from, to): (Time, Time),
        consistent: bool,
    ) -> Result<Vec<(Time, T)>, StoreError> {
        if to <= from {
            // DynamoDB rejects a range whose end is before its start.
            return Ok(Vec::new());
        }
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
            .expression_attribute_values(":pk", text(partition(integration)))
            .expression_attribute_values(":from", text(sort_key(series, from)))
            .expression_attribute_values(":to", text(sort_key(series, to)))
            .consistent_read(consistent);
        let mut pages = query.into_paginator().send();
        let mut rollups = Vec::new();
        while let Some(page) = pages.next().await {
            for item in page.map_err(StoreError::of("Query ledger"))?.items.unwrap_or_default() {
                let (bucket, stored): (Time, StoredRollup<T>) = Row::read(item)?;
                // BETWEEN includes the end.
                rollups.extend((bucket < to).then_some((bucket, stored.rollup)));
            }
        }
        Ok(rollups)
    }
}

fn partition(integration: &IntegrationId) -> String {
    format!("rollup#{integration}")
}

fn sort_key<T>(series: &RollupSeries<T>, bucket: Time) -> String {
    format!("{}#{bucket}", series.letter)
}
