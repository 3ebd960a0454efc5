//! Unit costs by SKU, each valid from a time on.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{AttributeValue, Put, ReturnValue, TransactWriteItem};
use domain::integration::IntegrationId;
use domain::profit::UnitCost;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use types::concurrency::bounded;
use types::random::jitter;
use types::time::Time;

use super::TABLE;
use crate::error::StoreError;
use crate::rows::{from_item, key, number, text, to_item};

/// The most costs of one call of [`Costs::put`].
pub const MAX_COSTS: usize = 1_000;
const MAX_CONCURRENT_READS: usize = 16;
/// The bound of a transaction
/// (<https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html>).
const MAX_ROWS_PER_TRANSACTION: usize = 100;
const WRITE: &str = "TransactWriteItems ledger";
/// The most attempts of a transaction that is cancelled because another one is writing the same rows.
const MAX_ATTEMPTS: u32 = 10;
/// The backoff before the second attempt is a random time below twice this one; it doubles up to the maximum.
const BACKOFF_MS: u64 = 25;
const MAX_BACKOFF_MS: u64 = 400;
/// The year 0, in milliseconds since the Unix epoch. From then on the text order of times is their time order. A cost
/// without a time is valid from there on.
const YEAR_ZERO_MS: i64 = -62_167_219_200_000;
/// DynamoDB's bound of a sort key
/// (<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html>).
const MAX_SORT_KEY_BYTES: usize = 1024;

/// The cost of a unit of a SKU from a time on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkuCost {
    /// The SKU, valid by [`is_sku`](domain::profit::is_sku).
    pub sku: String,
    /// The cost of a unit.
    pub cost: UnitCost,
    /// The time from which the cost is valid, until the next cost of the SKU; `None` if it is valid at any time before
    /// that one.
    pub from: Option<Time>,
}

/// A position in the list of an integration's costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostCursor(String);

/// A text that is not a [`CostCursor`].
#[derive(Debug, thiserror::Error)]
#[error("not a cursor of the list of costs")]
pub struct ParseCostCursorError;

/// Reads and writes the unit costs of integrations. A cost with the same SKU and time replaces the stored one.
#[derive(Clone, Debug)]
pub struct Costs {
    client: Client,
    table: String,
}

#[derive(Serialize, Deserialize)]
struct Row {
    pk: String,
    sk: String,
    sku: String,
    cost: Decimal,
    currency: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<Time>,
    /// The number of the upload that wrote the row; 0 in rows from before uploads had numbers.
    #[serde(default)]
    upload: u64,
}

/// What became of a transaction.
enum Written {
    All,
    /// Nothing was written. These rows have a newer upload's cost; without such rows, another transaction was writing.
    Cancelled {
        newer: Vec<usize>,
    },
}

impl Costs {
    pub(crate) fn on(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// Stores at most [`MAX_COSTS`]; of two with the same SKU and time the last one counts. Needs UpdateItem and PutItem.
    ///
    /// Of concurrent calls with the same SKUs and times, all costs of one remain: each call has a number, and a row keeps
    /// the cost of the highest number, in whichever sequence the rows are written. At most 100 costs are stored all at
    /// once; a transaction has no more rows.
    ///
    /// # Errors
    /// [`StoreError`]; then some of them may be stored, and the call may be repeated.
    pub async fn put(&self, integration: &IntegrationId, costs: &[SkuCost]) -> Result<(), StoreError> {
        if costs.len() > MAX_COSTS {
            return Err(StoreError::TooMany("costs in one call"));
        }
        if costs.is_empty() {
            return Ok(());
        }
        let upload = self.next_upload(integration).await?;
        let rows = costs.iter().map(|cost| Row::of(integration, cost, upload)).map(|row| (row.sk.clone(), row));
        let rows: Vec<_> = rows.collect::<BTreeMap<String, Row>>().into_values().collect();
        for rows in rows.chunks(MAX_ROWS_PER_TRANSACTION) {
            self.put_unless_newer(rows.iter().collect()).await?;
        }
        Ok(())
    }

    /// The number of the next upload, which no other one has.
    async fn next_upload(&self, integration: &IntegrationId) -> Result<u64, StoreError> {
        const OPERATION: &str = "UpdateItem ledger";
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key(format!("{}#uploads", partition(integration)), "-")))
            .update_expression("ADD upload :one")
            .expression_attribute_values(":one", number(1))
            .return_values(ReturnValue::UpdatedNew);
        let updated = update.send().await.map_err(StoreError::of(OPERATION))?.attributes.unwrap_or_default();
        let upload = updated.get("upload").and_then(|value| value.as_n().ok()).and_then(|text| text.parse().ok());
        upload.ok_or_else(|| StoreError::Unreadable { table: TABLE, detail: "an upload has no number".to_owned() })
    }

    /// Puts the rows, except those that a newer upload has written.
    async fn put_unless_newer(&self, mut rows: Vec<&Row>) -> Result<(), StoreError> {
        for attempt in 0..MAX_ATTEMPTS {
            match self.put_all_or_none(&rows).await? {
                Written::All => return Ok(()),
                Written::Cancelled { newer } if newer.is_empty() => {
                    let backoff_ms = (BACKOFF_MS << attempt).min(MAX_BACKOFF_MS);
                    tokio::time::sleep(Duration::from_millis(jitter(backoff_ms))).await;
                }
                Written::Cancelled { newer } => {
                    let mut index = 0..;
                    rows.retain(|_| index.next().is_some_and(|index| !newer.contains(&index)));
                    if rows.is_empty() {
                        return Ok(());
                    }
                }
            }
        }
        Err(StoreError::Contended("unit costs"))
    }

    async fn put_all_or_none(&self, rows: &[&Row]) -> Result<Written, StoreError> {
        let puts = rows.iter().map(|row| {
            let put = Put::builder()
                .table_name(&self.table)
                .set_item(Some(to_item(row)))
                .condition_expression("attribute_not_exists(upload) OR upload < :upload")
                .expression_attribute_values(":upload", AttributeValue::N(row.upload.to_string()));
            TransactWriteItem::builder().put(put.build().expect("table and item are set")).build()
        });
        let write = self.client.transact_write_items().set_transact_items(Some(puts.collect()));
        let Err(error) = write.send().await else { return Ok(Written::All) };
        let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) = error.as_service_error() else {
            return Err(StoreError::of(WRITE)(error));
        };
        let reasons = cancelled.cancellation_reasons().iter().map(|reason| reason.code().unwrap_or_default());
        let (mut newer, mut is_transient) = (Vec::new(), true);
        for (index, code) in reasons.enumerate() {
            match code {
                "ConditionalCheckFailed" => newer.push(index),
                "None" | "TransactionConflict" | "ThrottlingError" | "ProvisionedThroughputExceeded" => {}
                _ => is_transient = false,
            }
        }
        if is_transient { Ok(Written::Cancelled { newer }) } else { Err(StoreError::of(WRITE)(error)) }
    }

    /// The unit costs of these SKUs that were valid at a time, read consistently. A SKU that had none yet is left out.
    /// Blanks around a SKU do not count: they come from a form or a spreadsheet, and nobody sees them. Needs Query.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn of(
        &self,
        integration: &IntegrationId,
        skus: &BTreeSet<String>,
        at: Time,
    ) -> Result<BTreeMap<String, UnitCost>, StoreError> {
        let newest = skus.iter().map(|sku| self.newest_without_blanks(integration, sku, at)).collect();
        let rows = bounded(MAX_CONCURRENT_READS, newest).await.into_iter().filter_map(Result::transpose);
        rows.collect()
    }

    /// The cost of a SKU, with the SKU as it was asked for.
    async fn newest_without_blanks(
        &self,
        integration: &IntegrationId,
        sku: &str,
        at: Time,
    ) -> Result<Option<(String, UnitCost)>, StoreError> {
        let trimmed = sku.trim();
        let mut row = self.newest(integration, trimmed, at).await?;
        if row.is_none() && trimmed != sku {
            // Stored when blanks still counted.
            row = self.newest(integration, sku, at).await?;
        }
        Ok(row.map(|row| (sku.to_owned(), UnitCost { amount: row.cost, currency: row.currency })))
    }

    /// At most `limit` costs of an integration after `after`, by SKU and time; and the cursor of the next page, if
    /// there is one. Needs Query.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list(
        &self,
        integration: &IntegrationId,
        after: Option<&CostCursor>,
        limit: usize,
    ) -> Result<(Vec<SkuCost>, Option<CostCursor>), StoreError> {
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(partition(integration)))
            .set_exclusive_start_key(after.map(|cursor| key(partition(integration), cursor)))
            // One more, to know whether there is a next page.
            .limit(i32::try_from(limit).unwrap_or(i32::MAX).saturating_add(1));
        let items = query.send().await.map_err(StoreError::of("Query ledger"))?.items.unwrap_or_default();
        let mut rows = items.into_iter().map(|row| from_item(TABLE, row)).collect::<Result<Vec<Row>, _>>()?;
        let has_next = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| has_next).map(|row| CostCursor(row.sk.clone()));
        Ok((rows.into_iter().map(Row::read).collect(), next))
    }

    async fn newest(&self, integration: &IntegrationId, sku: &str, at: Time) -> Result<Option<Row>, StoreError> {
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk AND sk BETWEEN :first AND :last")
            .expression_attribute_values(":pk", text(partition(integration)))
            .expression_attribute_values(":first", text(sort_key(sku, None)))
            .expression_attribute_values(":last", text(sort_key(sku, Some(at))))
            .scan_index_forward(false)
            .limit(1)
            .consistent_read(true);
        let mut items = query.send().await.map_err(StoreError::of("Query ledger"))?.items.unwrap_or_default();
        items.pop().map(|row| from_item(TABLE, row)).transpose()
    }
}

impl Row {
    fn of(integration: &IntegrationId, SkuCost { sku, cost, from }: &SkuCost, upload: u64) -> Self {
        Self {
            upload,
            pk: partition(integration),
            sk: sort_key(sku, *from),
            sku: sku.clone(),
            cost: cost.amount,
            currency: cost.currency.clone(),
            from: *from,
        }
    }

    fn read(self) -> SkuCost {
        let cost = UnitCost { amount: self.cost, currency: self.currency };
        SkuCost { sku: self.sku, cost, from: self.from }
    }
}

impl fmt::Display for CostCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for CostCursor {
    type Err = ParseCostCursorError;

    fn from_str(text: &str) -> Result<Self, ParseCostCursorError> {
        let (sku, from) = text.split_once('#').ok_or(ParseCostCursorError)?;
        if sku.is_empty() || text.len() > MAX_SORT_KEY_BYTES || from.parse::<Time>().is_err() {
            return Err(ParseCostCursorError);
        }
        Ok(Self(text.to_owned()))
    }
}

fn partition(integration: &IntegrationId) -> String {
    format!("cost#{integration}")
}

/// `#` and `%` of a SKU are percent-encoded: `#` separates the parts of the key, so that the range of keys of one SKU
/// holds no other SKU's costs.
fn sort_key(sku: &str, from: Option<Time>) -> String {
    let year_zero = Time::from_millis(YEAR_ZERO_MS).expect("the year 0 is within the calendar");
    let from = from.map_or(year_zero, |from| from.max(year_zero));
    format!("{}#{from}", sku.replace('%', "%25").replace('#', "%23"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_one_sku_never_lie_among_those_of_another() {
        let (first, last) = (sort_key("A", None), sort_key("A", Some(Time::MAX)));
        assert!(first < last);
        for other in ["A#1", "A#2026-01-01T00:00:00.000Z", "A%231", "A%", "A ", "AA", "", "#", "a"] {
            for from in [None, "2026-01-01T00:00:00.000Z".parse().ok()] {
                let key = sort_key(other, from);
                assert!(key < first || key > last, "{key}");
            }
        }
        assert_eq!(sort_key("A#1", None), "A%231#0000-01-01T00:00:00.000Z");
        assert_ne!(sort_key("A#1", None), sort_key("A%231", None));
    }

    #[test]
    fn text_order_of_keys_is_their_time_order() {
        let times = [YEAR_ZERO_MS - 1, YEAR_ZERO_MS, -1, 0, 1_793_594_700_000];
        let times = times.map(|millis| Time::from_millis(millis).unwrap());
        assert!(times.map(|at| sort_key("A", Some(at))).is_sorted());
        let before: Time = "-000001-12-31T23:59:59Z".parse().unwrap();
        assert_eq!(sort_key("A", Some(before)), sort_key("A", None));
    }

    #[test]
    fn longest_key_is_a_cursor_and_other_texts_are_rejected() {
        let longest = sort_key(&"\u{10348}".repeat(100), None);
        assert!(longest.len() <= MAX_SORT_KEY_BYTES && longest.parse::<CostCursor>().is_ok());
        assert_eq!(sort_key("A#1", None).parse::<CostCursor>().unwrap().to_string(), sort_key("A#1", None));
        let long = sort_key(&"a".repeat(1024), None);
        for bad in ["", "A", "#", "A#", "A#now", "#0000-01-01T00:00:00.000Z", "A#1#0000-01-01T00:00:00.000Z", &long] {
            assert!(bad.parse::<CostCursor>().is_err(), "{bad}");
        }
    }
}
