//! The list of redactions: whose data were redacted, and the progress of each. Late and replayed deliveries are
//! redacted by this list. Its entries never expire, since a captured webhook stays valid for longer than its delivery
//! is kept.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use aws_sdk_dynamodb::Client;
use domain::integration::IntegrationId;
use serde::{Deserialize, Serialize};
use types::event_id::EventId;
use types::time::{DAY_MS, Time};

use super::TABLE;
use crate::error::{StoreError, conditional};
use crate::rows::{batch_get, from_item, key, text, to_item};

/// How long the progress of a redaction is kept. Shopify requires a redaction within 30 days.
const PROGRESS_TTL_DAYS: i64 = 90;

/// The data of an integration that were redacted: those of an order, a customer or the whole shop.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RedactionTarget {
    /// The personal data of one order, by the channel's id, for ever, also in later deliveries.
    Order(String),
    /// One customer, by the channel's id.
    Customer(String),
    /// Everything that had happened until the request.
    Shop,
}

impl fmt::Display for RedactionTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Order(id) => write!(f, "order#{id}"),
            Self::Customer(id) => write!(f, "customer#{id}"),
            Self::Shop => f.write_str("shop"),
        }
    }
}

/// The progress of a redaction. It makes rounds over all events, each in several invocations.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedactionProgress {
    /// Deliveries that were redacted so far.
    pub redacted: u64,
    /// The last event that was searched, by integration.
    pub searched: BTreeMap<IntegrationId, EventId>,
    /// The last of the named orders, in their order as text, that the current round has handled; `None` at its
    /// beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_after: Option<String>,
    /// Deliveries that the current round has redacted so far.
    #[serde(default)]
    pub found_in_round: u64,
    /// Whether the previous round redacted nothing.
    #[serde(default)]
    pub found_nothing_before: bool,
}

impl RedactionProgress {
    /// Ends a round and prepares the next. Returns whether the redaction is complete: this round and the previous one
    /// redacted nothing. One such round may have been too early, since the index of events follows the table a moment
    /// later.
    pub fn end_round(&mut self) -> bool {
        let found_nothing = self.found_in_round == 0;
        let is_complete = found_nothing && self.found_nothing_before;
        self.order_after = None;
        self.found_in_round = 0;
        self.found_nothing_before = found_nothing && !is_complete;
        is_complete
    }
}

/// Reads and writes the list of redactions and their progress.
#[derive(Clone, Debug)]
pub struct Redactions {
    client: Client,
    table: String,
}

#[derive(Deserialize)]
struct Row {
    pk: String,
    sk: String,
    #[serde(rename = "asked_at")]
    requested_at: Time,
}

#[derive(Serialize, Deserialize)]
struct ProgressRow {
    pk: String,
    sk: String,
    expires_at: i64,
    #[serde(flatten)]
    progress: RedactionProgress,
}

impl Redactions {
    pub(crate) fn on(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// Adds an entry that `event` requested, for what happened until `requested_at`. Of two requests the later time
    /// stays. Needs UpdateItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn add(
        &self,
        integration: &IntegrationId,
        target: &RedactionTarget,
        event: EventId,
        requested_at: Time,
    ) -> Result<(), StoreError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key(partition(integration), target)))
            .update_expression("SET asked_at = :at, event_id = :event")
            .condition_expression("attribute_not_exists(asked_at) OR asked_at < :at")
            .expression_attribute_values(":at", text(requested_at))
            .expression_attribute_values(":event", text(event));
        conditional("UpdateItem ledger", update.send().await).map(drop)
    }

    /// Those of `targets` that are on the list, with the time of their request, by a consistent read. Needs
    /// BatchGetItem.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find(
        &self,
        targets: BTreeSet<(IntegrationId, RedactionTarget)>,
    ) -> Result<BTreeMap<(IntegrationId, RedactionTarget), Time>, StoreError> {
        let keys = targets.iter().map(|(integration, target)| key(partition(integration), target)).collect();
        let rows = batch_get(&self.client, &self.table, keys, true).await?;
        let rows = rows.into_iter().map(|row| from_item::<Row>(TABLE, row));
        let rows = rows.map(|row| row.map(|row| ((row.pk, row.sk), row.requested_at)));
        let listed = rows.collect::<Result<BTreeMap<_, _>, _>>()?;
        let requested_at = |(integration, target): &(IntegrationId, RedactionTarget)| {
            listed.get(&(partition(integration), target.to_string())).copied()
        };
        Ok(targets.into_iter().filter_map(|target| requested_at(&target).map(|at| (target, at))).collect())
    }

    /// The progress of the redaction that `event` requests. Needs GetItem.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn progress(&self, integration: &IntegrationId, event: EventId) -> Result<RedactionProgress, StoreError> {
        let get = self.client.get_item().table_name(&self.table).consistent_read(true);
        let get = get.set_key(Some(key(partition(integration), request_key(event))));
        let row = get.send().await.map_err(StoreError::of("GetItem ledger"))?.item;
        let progress = row.map(|row| from_item::<ProgressRow>(TABLE, row).map(|row| row.progress)).transpose()?;
        Ok(progress.unwrap_or_default())
    }

    /// Saves the progress of the redaction that `event` requests. Needs PutItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn save_progress(
        &self,
        integration: &IntegrationId,
        event: EventId,
        progress: &RedactionProgress,
        now: Time,
    ) -> Result<(), StoreError> {
        let row = ProgressRow {
            pk: partition(integration),
            sk: request_key(event),
            expires_at: now.plus_millis(PROGRESS_TTL_DAYS * DAY_MS).seconds(),
            progress: progress.clone(),
        };
        let put = self.client.put_item().table_name(&self.table).set_item(Some(to_item(&row)));
        put.send().await.map(drop).map_err(StoreError::of("PutItem ledger"))
    }
}

fn partition(integration: &IntegrationId) -> String {
    format!("redactions#{integration}")
}

fn request_key(event: EventId) -> String {
    format!("request#{event}")
}
