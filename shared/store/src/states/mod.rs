//! The table `state`: the current state of each subject.

mod order_reader;

use std::collections::BTreeSet;

use aws_sdk_dynamodb::Client;
use domain::integration::IntegrationId;
use domain::state::{JoinKey, State};
use domain::subject::Subject;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use types::Channel;

use crate::error::{StoreError, conditional};
use crate::ledger::SubjectKey;
use crate::rows::{batch_get, from_item, key, number, to_item};

pub use order_reader::{OrderPosition, OrderReader, StoredOrder};

const TABLE: &str = "state";
/// Bound of a compressed document. DynamoDB allows 400 KB for a row, and the rest of the row is small.
const MAX_COMPRESSED_BYTES: usize = 380 * 1024;
/// Bound of a document as JSON when it is written: a page of orders is held in memory at once.
const MAX_WRITTEN_JSON_BYTES: usize = 2 * 1024 * 1024;
/// Bound of a document as JSON when it is read: what was written stays readable if the other bound is lowered.
const MAX_READ_JSON_BYTES: usize = 64 * 1024 * 1024;
/// zstd's default level.
const ZSTD_LEVEL: i32 = 3;

/// The stored state of a subject.
#[derive(Clone, Debug)]
pub struct StoredState {
    /// The integration of the subject.
    pub integration: IntegrationId,
    /// The channel.
    pub channel: Channel,
    /// The subject.
    pub subject: Subject,
    /// The state.
    pub state: State,
    /// The join keys at which it has written a link, now or earlier.
    pub links: BTreeSet<JoinKey>,
    /// Grows with every change; an order's `rev`. 0 for a subject that is not stored yet.
    pub version: u64,
}

impl StoredState {
    /// A subject that is not stored yet.
    pub fn new(integration: IntegrationId, channel: Channel, subject: Subject) -> Self {
        let state = State::new(&subject);
        Self { integration, channel, subject, state, links: BTreeSet::new(), version: 0 }
    }

    /// The order; `None` for a subject of another kind.
    pub fn into_order(self) -> Option<StoredOrder> {
        let Self { integration, channel, state, version, .. } = self;
        match state {
            State::Order(state) => Some(StoredOrder { integration, channel, state: *state, version }),
            _ => None,
        }
    }

    /// The position in the list of orders; `None` for another subject, or an order that cannot be shown yet, or that was
    /// deleted.
    fn order_position(&self) -> Option<OrderPosition> {
        match &self.state {
            State::Order(state) if state.is_deleted() => None,
            State::Order(state) => state.placed_at().map(|at| OrderPosition { at, id: state.id.clone() }),
            _ => None,
        }
    }
}

/// The outcome of [`States::save`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaveResult {
    /// The state was stored.
    Saved,
    /// Another writer was faster: load the subject again.
    Conflict,
    /// The state is too large for a row.
    TooLarge,
}

/// Loads and saves the states of subjects of all kinds.
#[derive(Clone, Debug)]
pub struct States {
    client: Client,
    table: String,
}

#[derive(Serialize, Deserialize)]
struct Row {
    pk: IntegrationId,
    sk: Subject,
    channel: Channel,
    /// The state's JSON, compressed by zstd: a third of the write units.
    document: ByteBuf,
    version: u64,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    links: BTreeSet<JoinKey>,
    /// Sort key of the index that lists orders; only orders that are listed have one.
    #[serde(skip_serializing_if = "Option::is_none")]
    placed: Option<String>,
}

impl States {
    pub(crate) fn on(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// The current state of a subject, by a consistent read. Needs GetItem.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn load(
        &self,
        integration: &IntegrationId,
        subject: &Subject,
    ) -> Result<Option<StoredState>, StoreError> {
        let get = self.client.get_item().table_name(&self.table);
        let get = get.set_key(Some(key(integration, subject))).consistent_read(true);
        let row = get.send().await.map_err(StoreError::of("GetItem state"))?.item;
        row.map(|row| from_item::<Row>(TABLE, row)?.read()).transpose()
    }

    /// The current states of these subjects, by a consistent read, in no order; subjects that are not stored are left
    /// out. Needs BatchGetItem.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn load_all(
        &self,
        subjects: impl IntoIterator<Item = &SubjectKey>,
    ) -> Result<Vec<StoredState>, StoreError> {
        let keys = subjects.into_iter().map(|subject| key(&subject.integration, &subject.subject)).collect();
        let rows = batch_get(&self.client, &self.table, keys, true).await?;
        rows.into_iter().map(|row| from_item::<Row>(TABLE, row)?.read()).collect()
    }

    /// Saves the next version of a subject, if the stored version is still `stored.version`. Needs PutItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn save(&self, stored: &StoredState) -> Result<SaveResult, StoreError> {
        let json = stored.state.to_json();
        let row = Row::next_of(stored, &json);
        if json.len() > MAX_WRITTEN_JSON_BYTES || row.document.len() > MAX_COMPRESSED_BYTES {
            return Ok(SaveResult::TooLarge);
        }
        let put = self.client.put_item().table_name(&self.table).set_item(Some(to_item(&row)));
        let put = if stored.version == 0 {
            put.condition_expression("attribute_not_exists(pk)")
        } else {
            put.condition_expression("version = :version")
                .expression_attribute_values(":version", number(stored.version))
        };
        let saved = conditional("PutItem state", put.send().await)?;
        Ok(saved.map_or(SaveResult::Conflict, |_| SaveResult::Saved))
    }
}

impl Row {
    fn next_of(stored: &StoredState, json: &[u8]) -> Self {
        let document = zstd::bulk::compress(json, ZSTD_LEVEL).expect("zstd compresses any bytes that fit in memory");
        Self {
            pk: stored.integration.clone(),
            sk: stored.subject.clone(),
            channel: stored.channel,
            document: ByteBuf::from(document),
            version: stored.version + 1,
            links: stored.links.clone(),
            placed: stored.order_position().map(|position| position.sort_key()),
        }
    }

    fn read(self) -> Result<StoredState, StoreError> {
        let unreadable = |detail: String| StoreError::Unreadable { table: TABLE, detail };
        let json = zstd::bulk::decompress(&self.document, MAX_READ_JSON_BYTES)
            .map_err(|error| unreadable(error.to_string()))?;
        let state = State::from_json(&self.sk, &json).map_err(|error| unreadable(error_position(&error)))?;
        let Self { pk: integration, sk: subject, channel, links, version, .. } = self;
        Ok(StoredState { integration, channel, subject, state, links, version })
    }
}

/// Where a document has an error. The error's own sentence may quote the document, which is personal data.
fn error_position(error: &serde_json::Error) -> String {
    format!("{:?} at line {}, column {}", error.classify(), error.line(), error.column())
}
