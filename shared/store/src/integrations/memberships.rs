//! Who may see which integration.

use aws_sdk_dynamodb::Client;
use domain::integration::{IntegrationId, Member, Role};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::super::StoreError;
use super::super::rows::{from_item, text};
use super::{MemberRow, TABLE, integration_key, user_key};

/// The most integrations of one user, and the most members of one integration. More are an error and never cut off: a
/// page that misses some says nothing of it.
const MOST: usize = 2_000;

/// What the keys of members' rows begin with.
const USER: &str = "u#";

/// The key of a member's row.
#[derive(Deserialize)]
struct UserKey {
    sk: String,
}

/// Reads memberships, consistently: one that was revoked shows at once. Needs Query.
#[derive(Clone, Debug)]
pub struct Memberships {
    client: Client,
    table: String,
}

impl Memberships {
    pub(crate) fn on(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// The integrations that a user may see, by id.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn of_user(&self, user: &str) -> Result<Vec<(IntegrationId, Role)>, StoreError> {
        let rows: Vec<MemberRow> = self.query(user_key(user), "i#").await?;
        Ok(rows.into_iter().map(|row| (row.integration, row.role)).collect())
    }

    /// The members of an integration, by name.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn of_integration(&self, id: &IntegrationId) -> Result<Vec<Member>, StoreError> {
        let rows: Vec<MemberRow> = self.query(integration_key(id.as_str()), USER).await?;
        Ok(rows.into_iter().map(|row| Member { user: row.user, role: row.role }).collect())
    }

    /// The names of an integration's members, by their rows' keys alone: whatever else of a row a newer version may have
    /// written, it hides nobody.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn users_of(&self, id: &IntegrationId) -> Result<Vec<String>, StoreError> {
        let rows: Vec<UserKey> = self.query(integration_key(id.as_str()), USER).await?;
        Ok(rows.iter().filter_map(|row| row.sk.strip_prefix(USER)).map(str::to_owned).collect())
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
            if rows.len() > MOST {
                return Err(StoreError::TooMany("memberships"));
            }
        }
        Ok(rows)
    }
}
