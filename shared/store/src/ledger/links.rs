//! Links: which subjects have a join key in common.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::Client;
use domain::integration::IntegrationId;
use domain::state::JoinKey;
use domain::subject::Subject;
use serde::{Deserialize, Serialize};

use super::TABLE;
use crate::error::StoreError;
use crate::rows::{batch_put, from_item, text, to_item};

/// The most links that are read of a join key. An order with more shipments shows the first of them.
const MAX_LINKS_READ: i32 = 200;

/// The key of a subject in the table `state`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubjectKey {
    /// The integration of the subject.
    pub integration: IntegrationId,
    /// The subject.
    pub subject: Subject,
}

/// Writes and reads links. A subject writes its link before it reads others'. Links are never deleted; whether one
/// counts is decided by the current state of the subject that wrote it.
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

    /// Writes a link of the subject for each join key. Called again it changes nothing. Needs BatchWriteItem.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]; then some of them may have been written.
    pub async fn write(&self, join_keys: &BTreeSet<JoinKey>, subject: &SubjectKey) -> Result<(), StoreError> {
        let SubjectKey { integration, subject } = subject;
        let row = |join_key| Row {
            pk: partition(join_key),
            sk: format!("{integration}#{subject}"),
            integration: integration.clone(),
            subject: subject.clone(),
        };
        batch_put(&self.client, &self.table, join_keys.iter().map(|join_key| to_item(&row(join_key))).collect()).await
    }

    /// The subjects that have written a link for the join key, by a consistent read. Needs Query.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn read(&self, join_key: &JoinKey) -> Result<Vec<SubjectKey>, StoreError> {
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(partition(join_key)))
            .consistent_read(true)
            .limit(MAX_LINKS_READ);
        let rows = query.send().await.map_err(StoreError::of("Query ledger"))?.items.unwrap_or_default();
        let subject = |row: Row| SubjectKey { integration: row.integration, subject: row.subject };
        rows.into_iter().map(|row| from_item::<Row>(TABLE, row).map(subject)).collect()
    }
}

fn partition(join_key: &JoinKey) -> String {
    format!("link#{join_key}")
}
