//! Memberships: which users may see which integrations.

use aws_sdk_dynamodb::Client;
use domain::integration::{IntegrationId, Member, Role};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{MemberRow, TABLE, integration_key, user_key};
use crate::error::StoreError;
use crate::rows::{from_item, text};

/// The most integrations of a user, and the most members of an integration. More are an error: a shortened list would
/// not show that it is incomplete.
const MAX_MEMBERSHIPS: usize = 2_000;

/// The prefix of a user's key.
const USER_PREFIX: &str = "u#";
/// The prefix of an integration's key.
const INTEGRATION_PREFIX: &str = "i#";

/// The sort key of a member's row.
#[derive(Deserialize)]
struct UserKey {
    sk: String,
}

/// Reads memberships by consistent reads, so that a revocation takes effect at once. Needs Query.
#[derive(Clone, Debug)]
pub struct Memberships {
    client: Client,
    table: String,
}

impl Memberships {
    pub(crate) fn on(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// The integrations of which a user is a member, by id, with their role.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn of_user(&self, user: &str) -> Result<Vec<(IntegrationId, Role)>, StoreError> {
        let rows: Vec<MemberRow> = self.query(user_key(user), INTEGRATION_PREFIX).await?;
        Ok(rows.into_iter().map(|row| (row.integration, row.role)).collect())
    }

    /// The members of an integration, by name, with their roles.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn of_integration(&self, id: &IntegrationId) -> Result<Vec<Member>, StoreError> {
        let rows: Vec<MemberRow> = self.query(integration_key(id.as_str()), USER_PREFIX).await?;
        Ok(rows.into_iter().map(|row| Member { user: row.user, role: row.role }).collect())
    }

    /// The names of an integration's members, by the keys of their rows alone. So a member whose row a newer version of
    /// a function wrote in another form is included.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn users_of(&self, id: &IntegrationId) -> Result<Vec<String>, StoreError> {
        let rows: Vec<UserKey> = self.query(integration_key(id.as_str()), USER_PREFIX).await?;
        Ok(rows.iter().filter_map(|row| row.sk.strip_prefix(USER_PREFIX)).map(str::to_owned).collect())
    }

    async fn query<T: DeserializeOwned>(&self, pk: String, prefix: &str) -> Result<Vec<T>, StoreError> {
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
            .expression_attribute_values(":pk", text(pk))
            .expression_attribute_values(":prefix", text(prefix))
            .consistent_read(true);
        let mut pages = query.into_paginator().send();
        let mut rows = Vec::new();
        while let Some(page) = pages.next().await {
            let items = page.map_err(StoreError::of("Query integrations"))?.items.unwrap_or_default();
            rows.extend(items.into_iter().map(|row| from_item(TABLE, row)).collect::<Result<Vec<T>, _>>()?);
            if rows.len() > MAX_MEMBERSHIPS {
                return Err(StoreError::TooMany("memberships"));
            }
        }
        Ok(rows)
    }
}
