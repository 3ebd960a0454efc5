//! Bounds of deduplication: how many different topics and event ids that no signature covers may make deliveries of an
//! integration in one day. Without a bound, anyone who has captured one webhook could make any number of deliveries from
//! it.
//!
//! Each bound is one row with a set, which one conditional update reads and extends, so that concurrent functions cannot
//! exceed it together.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure};
use domain::delivery::DeliveryId;
use domain::integration::IntegrationId;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use signatures::Verified;
use types::hex;
use types::time::Time;

use super::TABLE;
use crate::error::StoreError;
use crate::rows::{from_item, key, number, text};

/// The most topics of an integration that are distinguished in one UTC day, beside those that its owner or its channel
/// lists.
pub const MAX_TOPICS_PER_DAY: usize = 50;
/// The most event ids that distinguish deliveries of one body in one UTC day.
pub const MAX_EVENT_IDS_PER_BODY: usize = 16;
/// How long a row is kept: the day that it is for, and one more, since clocks differ.
const KEPT_FOR_MS: i64 = 2 * 24 * 60 * 60 * 1000;
/// Hexadecimal digits of the hash that stands for a value in a row: 128 bits.
const HASH_DIGITS: usize = 32;

/// Whether a topic distinguishes deliveries today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TopicClaim {
    /// It does.
    Distinct,
    /// It does not: there are as many as the bound allows. Holds the keys of those that do ([`DedupLimits::topic_key`]).
    OverLimit(BTreeSet<String>),
}

/// Claims topics and event ids. Needs UpdateItem.
#[derive(Clone, Debug)]
pub struct DedupLimits {
    client: Client,
    table: String,
}

/// What a set contained when it was full.
#[derive(Deserialize)]
struct FullSet {
    claimed: BTreeSet<String>,
}

/// A row with a set, and a value to add to it.
struct SetClaim<'a> {
    pk: String,
    sk: String,
    value: &'a str,
    max_values: usize,
    expires_at: i64,
}

impl DedupLimits {
    pub(crate) fn on(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// The key of a topic in the row of a day: a hash, since a sender may put anything into a topic.
    pub fn topic_key(topic: &str) -> String {
        short_hash(topic.as_bytes())
    }

    /// Claims a topic of an integration for the UTC day of `received_at`. A topic that is claimed already stays distinct.
    ///
    /// # Errors
    /// [`StoreError`]; then it is unknown whether the topic is claimed.
    pub async fn claim_topic(
        &self,
        integration: &IntegrationId,
        received_at: Time,
        topic_key: &str,
    ) -> Result<TopicClaim, StoreError> {
        let full = self
            .claim(&SetClaim {
                pk: format!("dedup#{integration}"),
                sk: format!("topics#{}", received_at.utc_day()),
                value: topic_key,
                max_values: MAX_TOPICS_PER_DAY,
                expires_at: expiry(received_at),
            })
            .await?;
        Ok(full.map_or(TopicClaim::Distinct, |full| TopicClaim::OverLimit(full.claimed)))
    }

    /// Claims the delivery that an event id and a body of an integration make, for the UTC day of `received_at`. Returns
    /// whether it is distinct; one that is claimed already stays so.
    ///
    /// # Errors
    /// [`StoreError`]; then it is unknown whether the delivery is claimed.
    pub async fn claim_event_id(
        &self,
        integration: &IntegrationId,
        received_at: Time,
        body: &Verified,
        delivery: &DeliveryId,
    ) -> Result<bool, StoreError> {
        let full = self
            .claim(&SetClaim {
                pk: format!("dedup#{integration}#{}", hex(&Sha256::digest(body.bytes()))),
                sk: format!("ids#{}", received_at.utc_day()),
                value: &short_hash(delivery.to_string().as_bytes()),
                max_values: MAX_EVENT_IDS_PER_BODY,
                expires_at: expiry(received_at),
            })
            .await?;
        Ok(full.is_none())
    }

    /// Adds a value to a set unless the set is full without it; then returns the set.
    async fn claim(&self, claim: &SetClaim<'_>) -> Result<Option<FullSet>, StoreError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key(&claim.pk, &claim.sk)))
            .update_expression("SET expires_at = if_not_exists(expires_at, :expires_at) ADD claimed :values")
            .condition_expression("attribute_not_exists(claimed) OR size(claimed) < :max OR contains(claimed, :value)")
            .expression_attribute_values(":expires_at", number(claim.expires_at))
            .expression_attribute_values(":values", AttributeValue::Ss(vec![claim.value.to_owned()]))
            .expression_attribute_values(":value", text(claim.value))
            .expression_attribute_values(":max", number(claim.max_values))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let Err(error) = update.send().await else { return Ok(None) };
        match error.as_service_error() {
            Some(UpdateItemError::ConditionalCheckFailedException(failed)) => match failed.item() {
                Some(item) => from_item(TABLE, item.clone()).map(Some),
                // Without the row it is unknown what the set contains.
                None => Err(StoreError::Contended("a bound of deduplication")),
            },
            _ => Err(StoreError::of("UpdateItem ledger")(error)),
        }
    }
}

fn short_hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes)).chars().take(HASH_DIGITS).collect()
}

fn expiry(received_at: Time) -> i64 {
    received_at.plus_millis(KEPT_FOR_MS).seconds()
}
