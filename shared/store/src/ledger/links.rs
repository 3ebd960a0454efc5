//! Links: who is at which meeting place.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::Client;
use domain::integration::IntegrationId;
use domain::state::JoinKey;
use domain::subject::Subject;
use serde::{Deserialize, Serialize};

use super::super::StoreError;
use super::super::rows::{batch_put, from_item, text, to_item};
use super::TABLE;

/// The most links that are read of one place. An order of more parcels shows the first of them.
const MOST: i32 = 200;

/// Somebody's subject.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubjectKey {
    /// Whose subject it is.
    pub integration: IntegrationId,
    /// The subject.
    pub subject: Subject,
}

/// The links of all meeting places. A link stays: whether it still holds says the state of the subject that left it.
#[derive(Clone, Debug)]
pub struct Links {
    client: Client,
    table: String,
}

#[derive(Serialize, Deserialize)]
struct Row {
    pk: String,
    sk: String,
    integration: IntegrationId,
    subject: Subject,
}

impl Links {
    pub(crate) fn on(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// Leaves links at all of `points`; again it changes nothing. Needs BatchWriteItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]; then some of them may have been left.
    pub async fn leave(&self, points: &BTreeSet<JoinKey>, party: &SubjectKey) -> Result<(), StoreError> {
        let SubjectKey { integration, subject } = party;
        let row = |point| Row {
            pk: key(point),
            sk: format!("{integration}#{subject}"),
            integration: integration.clone(),
            subject: subject.clone(),
        };
        batch_put(&self.client, &self.table, points.iter().map(|point| to_item(&row(point))).collect()).await
    }

    /// Who has left a link at `point` up to now, by a consistent read. Needs Query.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn at(&self, point: &JoinKey) -> Result<Vec<SubjectKey>, StoreError> {
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(key(point)))
            .consistent_read(true)
            .limit(MOST);
        let rows = query.send().await.map_err(StoreError::of("Query ledger"))?.items.unwrap_or_default();
        let party = |row: Row| SubjectKey { integration: row.integration, subject: row.subject };
        rows.into_iter().map(|row| from_item::<Row>(TABLE, row).map(party)).collect()
    }
}

fn key(point: &JoinKey) -> String {
    format!("link#{point}")
}
