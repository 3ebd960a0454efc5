//! Nonces: protection against reuse of a signature. Where a signature does not cover the body, it may be used for one
//! body only.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure;
use domain::integration::IntegrationId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use signatures::{Nonce, Verified};
use types::hex;

use super::TABLE;
use crate::error::StoreError;
use crate::rows::{from_item, to_item};

/// How long a nonce is kept after its signature expires: an hour, since clocks differ.
const KEPT_AFTER_EXPIRY_SECONDS: i64 = 60 * 60;

/// For which body a nonce was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NonceUse {
    /// For this body, now or before: the sender may repeat the webhook.
    ForThisBody,
    /// For another body.
    ForAnotherBody,
}

/// Claims nonces. Needs PutItem.
#[derive(Clone, Debug)]
pub struct NonceStore {
    client: Client,
    table: String,
}

#[derive(Serialize, Deserialize)]
struct Row {
    pk: String,
    sk: String,
    /// SHA-256 of topic, a zero byte and body, as hex digits. The topic is included since it may be unsigned.
    #[serde(rename = "body")]
    body_hash: String,
    expires_at: i64,
}

impl NonceStore {
    pub(crate) fn on(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// Claims a nonce of `integration` for `body` under `topic`, and returns for which body it is claimed.
    ///
    /// # Errors
    /// [`StoreError`]; then it is unknown whether the nonce is claimed, and the sender may send the same body again.
    pub async fn claim_nonce(
        &self,
        integration: &IntegrationId,
        nonce: &Nonce,
        topic: &str,
        body: &Verified,
    ) -> Result<NonceUse, StoreError> {
        let row = Row {
            pk: format!("once#{integration}#{}", nonce.key),
            sk: "-".to_owned(),
            body_hash: hex(&Sha256::new().chain_update(topic).chain_update([0]).chain_update(body.bytes()).finalize()),
            expires_at: nonce.expires_at.seconds() + KEPT_AFTER_EXPIRY_SECONDS,
        };
        let existing = self.put_if_absent(&row).await?;
        Ok(match existing.is_none_or(|existing| existing.body_hash == row.body_hash) {
            true => NonceUse::ForThisBody,
            false => NonceUse::ForAnotherBody,
        })
    }

    /// Puts a row unless one exists, and returns the existing one.
    async fn put_if_absent(&self, row: &Row) -> Result<Option<Row>, StoreError> {
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(to_item(row)))
            .condition_expression("attribute_not_exists(pk)")
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let Err(error) = put.send().await else { return Ok(None) };
        match error.as_service_error() {
            Some(PutItemError::ConditionalCheckFailedException(failed)) => match failed.item() {
                Some(item) => from_item(TABLE, item.clone()).map(Some),
                // Without the row it is unknown for which body the nonce was used.
                None => Err(StoreError::Contended("a nonce")),
            },
            _ => Err(StoreError::of("PutItem ledger")(error)),
        }
    }
}
