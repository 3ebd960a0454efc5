//! Records of proofs that fit any body: each may be used for one body only.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure;
use domain::integration::IntegrationId;
use runtime::environment::{ConfigError, Environment};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use signatures::{Nonce, Verified};
use types::hex;

use super::super::StoreError;
use super::super::rows::{Item, from_item, to_item};
use super::TABLE;

/// How long a record outlives its proof, in seconds: an hour, for clocks that differ.
const OUTLIVES_SECONDS: i64 = 60 * 60;

/// For which body a proof was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Used {
    /// For this one, now or before: the sender may send it again.
    ForThisBody,
    /// For another one.
    ForAnotherBody,
}

/// Remembers for which body a proof was used. Needs PutItem.
#[derive(Clone, Debug)]
pub struct NonceStore {
    client: Client,
    table: String,
}

#[derive(Serialize, Deserialize)]
struct Row {
    pk: String,
    sk: String,
    /// SHA-256 of topic, a zero and body, as hex digits. The topic may stand where nothing signs it.
    body: String,
    expires_at: i64,
}

impl NonceStore {
    /// On the table `LEDGER_TABLE`.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn new(client: Client, environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self { client, table: environment.text("LEDGER_TABLE")? })
    }

    /// Uses a proof of `integration` for `body` under `topic`, unless it was used before.
    ///
    /// # Errors
    /// [`StoreError`]; then nobody knows whether it is used, and the same body may come again.
    pub async fn use_for(
        &self,
        integration: &IntegrationId,
        nonce: &Nonce,
        topic: &str,
        body: &Verified,
    ) -> Result<Used, StoreError> {
        let row = Row {
            pk: format!("once#{integration}#{}", nonce.key),
            sk: "-".to_owned(),
            body: hex(&Sha256::new().chain_update(topic).chain_update([0]).chain_update(body.bytes()).finalize()),
            expires_at: nonce.expires_at.seconds() + OUTLIVES_SECONDS,
        };
        let before = self.put(&row).await?;
        Ok(if before.is_none_or(|before| before.body == row.body) { Used::ForThisBody } else { Used::ForAnotherBody })
    }

    /// Puts a row unless there is one; gives the one that is there.
    async fn put(&self, row: &Row) -> Result<Option<Row>, StoreError> {
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(to_item(row)))
            .condition_expression("attribute_not_exists(pk)")
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let Err(error) = put.send().await else { return Ok(None) };
        match error.as_service_error().and_then(there_already) {
            Some(Some(item)) => from_item(TABLE, item).map(Some),
            // Without the row nobody can say which body it is of.
            Some(None) => Err(StoreError::Contended("a one-time record")),
            None => Err(StoreError::of("PutItem ledger")(error)),
        }
    }
}

/// The row that stood in the way, if one did.
fn there_already(error: &PutItemError) -> Option<Option<Item>> {
    match error {
        PutItemError::ConditionalCheckFailedException(failed) => Some(failed.item().cloned()),
        _ => None,
    }
}
