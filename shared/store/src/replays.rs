//! Replays: a count in a delivery's row. That it has grown is what makes the stream hand the delivery over again.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::ReturnValue;
use domain::delivery::{DeliveryKey, DeliveryMetadata};
use domain::retry_backoff::next_retry;
use serde::Deserialize;
use types::time::Time;

use super::rows::{from_item, number, text};
use super::{StoreError, on_condition};

const OPERATION: &str = "UpdateItem deliveries";

/// What came of asking for a replay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replay {
    /// The delivery goes through the stream once more.
    Asked {
        /// How often it was asked for so far, this one included.
        replays: u64,
    },
    /// The delivery is no longer kept, so that there is nothing to process.
    Gone,
}

/// Asks for replays. Needs UpdateItem, for `replays` and on condition of `expires_at`; automatic retries need it for
/// `retries`, too, and GetItem for `expires_at`.
#[derive(Clone, Debug)]
pub struct Replays {
    client: Client,
    table: String,
}

#[derive(Deserialize)]
struct Counted {
    replays: u64,
}

#[derive(Deserialize)]
struct Kept {
    expires_at: i64,
}

impl Replays {
    pub(crate) fn on(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// Has the delivery of this key tried again by itself, unless that was asked for since it was processed as its
    /// `replays`-th replay: then `None`, and what comes of the other replay decides. So two who ask at once, or one
    /// whose answer was lost, make one replay.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn retry(&self, key: &DeliveryKey, replays: u64, now: Time) -> Result<Option<Replay>, StoreError> {
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
        match on_condition(OPERATION, update.send().await)? {
            Some(_) => Ok(Some(Replay::Asked { replays: replays + 1 })),
            None => Ok((!self.is_kept(key, now).await?).then_some(Replay::Gone)),
        }
    }

    /// As [`Replays::retry`], of a delivery as it was processed, as often as a failed event is tried again; `false` where
    /// it was already, so that it waits for a person.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn retry_in_bounds(&self, delivery: &DeliveryMetadata, now: Time) -> Result<bool, StoreError> {
        let left = next_retry(delivery.retries, now).is_some();
        if left {
            self.retry(&delivery.key, delivery.replays, now).await?;
        }
        Ok(left)
    }

    /// Whether the delivery is still kept. Only its `expires_at` is read, not its body.
    async fn is_kept(&self, key: &DeliveryKey, now: Time) -> Result<bool, StoreError> {
        let get = self
            .client
            .get_item()
            .table_name(&self.table)
            .key("pk", text(key))
            .projection_expression("expires_at")
            .consistent_read(true);
        let row = get.send().await.map_err(StoreError::of("GetItem deliveries"))?.item;
        Ok(row
            .map(|row| from_item::<Kept>("deliveries", row))
            .transpose()?
            .is_some_and(|row| row.expires_at > now.seconds()))
    }

    /// Has the delivery of this key processed again.
    ///
    /// Two calls at once are two replays. One whose answer was lost may count twice, since the SDK tries again: the
    /// delivery is then processed twice, which changes nothing more.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn ask(&self, key: &DeliveryKey, now: Time) -> Result<Replay, StoreError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("pk", text(key))
            .update_expression("ADD replays :one")
            // False where there is no row, so that none is made. DynamoDB removes expired rows days late and in no
            // order: a large body may have lost its parts by then.
            .condition_expression("expires_at > :now")
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":now", number(now.seconds()))
            .return_values(ReturnValue::UpdatedNew);
        let Some(updated) = on_condition(OPERATION, update.send().await)? else { return Ok(Replay::Gone) };
        let row: Counted = from_item("deliveries", updated.attributes.unwrap_or_default())?;
        Ok(Replay::Asked { replays: row.replays })
    }
}
