//! The list of redactions: whose data were redacted. Late deliveries obey it. It never expires, since a captured webhook
//! stays genuine for longer than its delivery is kept.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use aws_sdk_dynamodb::Client;
use domain::integration::IntegrationId;
use serde::{Deserialize, Serialize};
use types::event_id::EventId;
use types::time::{DAY_MS, Time};

use super::super::rows::{batch_get, from_item, key, text, to_item};
use super::super::{StoreError, on_condition};
use super::TABLE;

/// Days for which it is known how far a redaction is. Shopify wants one done within 30.
const PROGRESS_DAYS: i64 = 90;

/// Whose data were redacted, of an integration.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Redacted {
    /// What is personal of one order, by the channel's id: for ever, whatever comes later.
    Order(String),
    /// One customer, by the channel's id.
    Customer(String),
    /// Everything of what had happened until then.
    Shop,
}

impl fmt::Display for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Order(id) => write!(f, "order#{id}"),
            Self::Customer(id) => write!(f, "customer#{id}"),
            Self::Shop => f.write_str("shop"),
        }
    }
}

/// How far a redaction is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Deliveries that were redacted so far.
    pub redacted: u64,
    /// Up to which event all was looked through, by integration.
    pub searched: BTreeMap<IntegrationId, EventId>,
    /// Up to which of the orders that it names, in their order as text, the present round came; `None`: it begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_after: Option<String>,
    /// Deliveries that the present round has redacted so far.
    #[serde(default)]
    pub found_in_round: u64,
    /// Whether the round before found nothing.
    #[serde(default)]
    pub found_nothing_before: bool,
}

impl Progress {
    /// Ends a round over everything, so that the next one begins anew. Says whether the redaction is done: this round and
    /// the one before it found nothing. One alone may have been too early, since the index of events follows the table a
    /// moment later.
    pub fn end_round(&mut self) -> bool {
        let found_nothing = self.found_in_round == 0;
        let is_done = found_nothing && self.found_nothing_before;
        self.order_after = None;
        self.found_in_round = 0;
        self.found_nothing_before = found_nothing && !is_done;
        is_done
    }
}

/// The list, and how far redactions are.
#[derive(Clone, Debug)]
pub struct Redactions {
    client: Client,
    table: String,
}

#[derive(Deserialize)]
struct Row {
    pk: String,
    sk: String,
    asked_at: Time,
}

#[derive(Serialize, Deserialize)]
struct ProgressRow {
    pk: String,
    sk: String,
    expires_at: i64,
    #[serde(flatten)]
    progress: Progress,
}

impl Redactions {
    pub(crate) fn on(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// Puts one on the list, at the request of `event`, for what happened until `asked_at`. The newest time stays. Needs UpdateItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn add(
        &self,
        integration: &IntegrationId,
        redacted: &Redacted,
        event: EventId,
        asked_at: Time,
    ) -> Result<(), StoreError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key(partition(integration), redacted)))
            .update_expression("SET asked_at = :at, event_id = :event")
            .condition_expression("attribute_not_exists(asked_at) OR asked_at < :at")
            .expression_attribute_values(":at", text(asked_at))
            .expression_attribute_values(":event", text(event));
        on_condition("UpdateItem ledger", update.send().await).map(drop)
    }

    /// Those of `sought` that are on the list, and until when, by a consistent read. Needs BatchGetItem.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find(
        &self,
        sought: BTreeSet<(IntegrationId, Redacted)>,
    ) -> Result<BTreeMap<(IntegrationId, Redacted), Time>, StoreError> {
        let keys = sought.iter().map(|(integration, redacted)| key(partition(integration), redacted)).collect();
        let rows = batch_get(&self.client, &self.table, keys, true).await?;
        let rows = rows.into_iter().map(|row| from_item::<Row>(TABLE, row));
        let rows = rows.map(|row| row.map(|row| ((row.pk, row.sk), row.asked_at)));
        let found = rows.collect::<Result<BTreeMap<_, _>, _>>()?;
        let at = |(integration, redacted): &(IntegrationId, Redacted)| {
            found.get(&(partition(integration), redacted.to_string())).copied()
        };
        Ok(sought.into_iter().filter_map(|one| at(&one).map(|at| (one, at))).collect())
    }

    /// How far the redaction that `event` asks for is. Needs GetItem.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn progress(&self, integration: &IntegrationId, event: EventId) -> Result<Progress, StoreError> {
        let get = self.client.get_item().table_name(&self.table).consistent_read(true);
        let get = get.set_key(Some(key(partition(integration), request(event))));
        let row = get.send().await.map_err(StoreError::of("GetItem ledger"))?.item;
        row.map_or_else(|| Ok(Progress::default()), |row| Ok(from_item::<ProgressRow>(TABLE, row)?.progress))
    }

    /// Notes how far it is. Needs PutItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn note(
        &self,
        integration: &IntegrationId,
        event: EventId,
        progress: &Progress,
        now: Time,
    ) -> Result<(), StoreError> {
        let row = ProgressRow {
            pk: partition(integration),
            sk: request(event),
            expires_at: now.plus_millis(PROGRESS_DAYS * DAY_MS).seconds(),
            progress: progress.clone(),
        };
        let put = self.client.put_item().table_name(&self.table).set_item(Some(to_item(&row)));
        put.send().await.map(drop).map_err(StoreError::of("PutItem ledger"))
    }
}

fn partition(integration: &IntegrationId) -> String {
    format!("redactions#{integration}")
}

fn request(event: EventId) -> String {
    format!("request#{event}")
}
