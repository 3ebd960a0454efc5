//! Replays and automatic retries of deliveries.
//!
//! A replay is a count in the delivery's row. If a stream record shows that the count has increased, the stream
//! function processes the delivery again.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::ReturnValue;
use domain::delivery::{DeliveryKey, DeliveryMetadata};
use domain::retry_backoff::next_retry;
use serde::Deserialize;
use types::time::Time;

use crate::error::{StoreError, conditional};
use crate::rows::{from_item, number, text};

const OPERATION: &str = "UpdateItem deliveries";

/// The outcome of a request for a replay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplayResult {
    /// The stream function will process the delivery again.
    Requested {
        /// How many replays were requested so far, this one included.
        replays: u64,
    },
    /// The delivery has expired, so that there is nothing to process.
    Gone,
}

/// Requests replays. Needs UpdateItem for `replays`, on condition of `expires_at`. Automatic retries also need
/// UpdateItem for `retries`, and GetItem for `expires_at`.
#[derive(Clone, Debug)]
pub struct Replays {
    client: Client,
    table: String,
}

#[derive(Deserialize)]
struct ReplayCount {
    replays: u64,
}

#[derive(Deserialize)]
struct Expiry {
    expires_at: i64,
}

impl Replays {
    pub(crate) fn on(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// Requests a replay of the delivery.
    ///
    /// Two concurrent calls request two replays. The SDK repeats a call whose response was lost, so that one call may
    /// count twice. The delivery is then processed twice, and the second time changes nothing.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn request(&self, key: &DeliveryKey, now: Time) -> Result<ReplayResult, StoreError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("pk", text(key))
            .update_expression("ADD replays :one")
            // The condition is false if there is no row, so that the update creates no row. DynamoDB removes expired
            // rows days late and in no order: a large body may have lost its parts by then.
            .condition_expression("expires_at > :now")
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":now", number(now.seconds()))
            .return_values(ReturnValue::UpdatedNew);
        let Some(updated) = conditional(OPERATION, update.send().await)? else { return Ok(ReplayResult::Gone) };
        let row: ReplayCount = from_item("deliveries", updated.attributes.unwrap_or_default())?;
        Ok(ReplayResult::Requested { replays: row.replays })
    }

    /// Requests a retry of the delivery, which was last processed as its `replays`-th replay. Returns `None` if another
    /// replay was requested since; the outcome of that replay decides. So two concurrent callers, or a call that the
    /// SDK repeats, request one replay.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn retry(&self, key: &DeliveryKey, replays: u64, now: Time) -> Result<Option<ReplayResult>, StoreError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("pk", text(key))
            .update_expression("ADD replays :one, retries :one")
            .condition_expression("expires_at > :now AND replays = :replays")
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":now", number(now.seconds()))
            .expression_attribute_values(":replays", number(replays));
        match conditional(OPERATION, update.send().await)? {
            Some(_) => Ok(Some(ReplayResult::Requested { replays: replays + 1 })),
            None => Ok((!self.exists(key, now).await?).then_some(ReplayResult::Gone)),
        }
    }

    /// Like [`Replays::retry`], but only up to the number of retries that [`next_retry`] allows. Returns `false` once
    /// that number is reached: the delivery then waits for a person.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn retry_within_limit(&self, delivery: &DeliveryMetadata, now: Time) -> Result<bool, StoreError> {
        let is_within_limit = next_retry(delivery.retries, now).is_some();
        if is_within_limit {
            self.retry(&delivery.key, delivery.replays, now).await?;
        }
        Ok(is_within_limit)
    }

    /// Whether the delivery has not expired. Reads only `expires_at`, not the body.
    async fn exists(&self, key: &DeliveryKey, now: Time) -> Result<bool, StoreError> {
        let get = self
            .client
            .get_item()
            .table_name(&self.table)
            .key("pk", text(key))
            .projection_expression("expires_at")
            .consistent_read(true);
        let row = get.send().await.map_err(StoreError::of("GetItem deliveries"))?.item;
        let row = row.map(|row| from_item::<Expiry>("deliveries", row)).transpose()?;
        Ok(row.is_some_and(|row| row.expires_at > now.seconds()))
    }
}
