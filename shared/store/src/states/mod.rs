//! The table `state`: the current picture of each subject.

mod orders;

use std::collections::BTreeSet;

use aws_sdk_dynamodb::Client;
use domain::integration::IntegrationId;
use domain::state::{JoinKey, State};
use domain::subject::Subject;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use types::Channel;
use types::time::Time;

use super::ledger::SubjectKey;
use super::rows::{batch_get, from_item, key, number, to_item};
use super::{StoreError, on_condition};

pub use orders::{OrderReader, Placed, StoredOrder};

const TABLE: &str = "state";
/// The largest state document, compressed: an item may have 400 KB, and the rest of the row is small.
const LARGEST: usize = 380 * 1024;
/// The largest state document as JSON that is written; a page of orders is held in memory at once.
const LARGEST_DOCUMENT: usize = 2 * 1024 * 1024;
/// The largest that is read: what was written once can be read also if the other bound is lowered.
const LARGEST_READ: usize = 64 * 1024 * 1024;

/// A subject's state as it is stored.
#[derive(Clone, Debug)]
pub struct StoredState {
    /// Whose subject it is.
    pub integration: IntegrationId,
    /// The channel.
    pub channel: Channel,
    /// The subject.
    pub subject: Subject,
    /// The state.
    pub state: State,
    /// Where it has left links, now or before.
    pub links: BTreeSet<JoinKey>,
    /// Grows with every change; an order's `rev`. 0 is for a subject that is not stored yet.
    pub version: u64,
}

impl StoredState {
    /// A subject that is not stored yet.
    pub fn new(integration: IntegrationId, channel: Channel, subject: Subject) -> Self {
        let state = State::new(&subject);
        Self { integration, channel, subject, state, links: BTreeSet::new(), version: 0 }
    }

    /// The order, if it is one.
    pub fn into_order(self) -> Option<StoredOrder> {
        let Self { integration, channel, state, version, .. } = self;
        match state {
            State::Order(state) => Some(StoredOrder { integration, channel, state: *state, version }),
            _ => None,
        }
    }

    /// When it was placed, if it is an order that can be shown.
    fn placed(&self) -> Option<Placed> {
        match &self.state {
            State::Order(state) => state.placed_at().map(|at| Placed { at, id: state.id.clone() }),
            _ => None,
        }
    }
}

/// What a save has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Save {
    /// It is stored.
    Saved,
    /// Another writer was faster; load again.
    Conflict,
    /// The state does not fit an item.
    TooLarge,
}

/// States of subjects of all kinds.
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
    /// zstd of the state's JSON: a third of the write units.
    document: ByteBuf,
    version: u64,
    /// Where the subject has left links.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    links: BTreeSet<JoinKey>,
    /// Sort key of the list of orders; only orders that can be shown are in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    placed: Option<String>,
}

impl States {
    pub(crate) fn on(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// The subject as it is stored now, by a consistent read. Needs GetItem.
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

    /// The subjects of these parties as they are stored now, by a consistent read, in no order; what is not stored is
    /// left out. Needs BatchGetItem.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn load_all(
        &self,
        parties: impl IntoIterator<Item = &SubjectKey>,
    ) -> Result<Vec<StoredState>, StoreError> {
        let keys = parties.into_iter().map(|party| key(&party.integration, &party.subject)).collect();
        let rows = batch_get(&self.client, &self.table, keys, true).await?;
        rows.into_iter().map(|row| from_item::<Row>(TABLE, row)?.read()).collect()
    }

    /// Saves the next version of a subject, if the stored one is still `stored.version`. Needs PutItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn save(&self, stored: &StoredState) -> Result<Save, StoreError> {
        let json = stored.state.to_json();
        let row = Row::next_of(stored, &json);
        if json.len() > LARGEST_DOCUMENT || row.document.len() > LARGEST {
            return Ok(Save::TooLarge);
        }
        let put = self.client.put_item().table_name(&self.table).set_item(Some(to_item(&row)));
        let put = if stored.version == 0 {
            put.condition_expression("attribute_not_exists(pk)")
        } else {
            put.condition_expression("version = :version")
                .expression_attribute_values(":version", number(stored.version))
        };
        let saved = on_condition("PutItem state", put.send().await)?;
        Ok(saved.map_or(Save::Conflict, |_| Save::Saved))
    }
}

impl Row {
    fn next_of(stored: &StoredState, json: &[u8]) -> Self {
        Self {
            pk: stored.integration.clone(),
            sk: stored.subject.clone(),
            channel: stored.channel,
            document: ByteBuf::from(
                zstd::bulk::compress(json, 3).expect("zstd compresses any bytes that fit in memory"),
            ),
            version: stored.version + 1,
            links: stored.links.clone(),
            placed: stored.placed().map(|place| sort_key(place.at, &place.id)),
        }
    }

    fn read(self) -> Result<StoredState, StoreError> {
        let unreadable = |detail: String| StoreError::Unreadable { table: TABLE, detail };
        let json =
            zstd::bulk::decompress(&self.document, LARGEST_READ).map_err(|error| unreadable(error.to_string()))?;
        let state = State::from_json(&self.sk, &json).map_err(|error| unreadable(place_of(&error)))?;
        let Self { pk: integration, sk: subject, channel, links, version, .. } = self;
        Ok(StoredState { integration, channel, subject, state, links, version })
    }
}

/// Where a document is not what is expected. The error's own sentence may quote the document, which is personal.
fn place_of(error: &serde_json::Error) -> String {
    format!("{:?} at line {}, column {}", error.classify(), error.line(), error.column())
}

fn sort_key(at: Time, id: &str) -> String {
    format!("{at}#{id}")
}
