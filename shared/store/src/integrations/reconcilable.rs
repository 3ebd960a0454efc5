//! Which integrations are to be asked for what their webhooks did not bring.

use aws_sdk_dynamodb::Client;
use domain::integration::IntegrationId;
use types::Channel;

use super::super::StoreError;
use super::super::rows::{from_item, text};
use super::{ReconcilableRow, TABLE, asked_key};

/// The most of a channel. More are an error and never cut off.
const MOST: usize = 10_000;

/// Finds the integrations that have an access token and are enabled. Needs Query.
#[derive(Clone, Debug)]
pub struct ReconcilableIntegrations {
    client: Client,
    table: String,
}

impl ReconcilableIntegrations {
    pub(crate) fn on(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// Those of a channel, by id.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn of_channel(&self, channel: Channel) -> Result<Vec<IntegrationId>, StoreError> {
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(asked_key(channel)));
        let mut pages = query.into_paginator().send();
        let mut found = Vec::new();
        while let Some(page) = pages.next().await {
            for row in page.map_err(StoreError::of("Query integrations"))?.items.unwrap_or_default() {
                found.push(from_item::<ReconcilableRow>(TABLE, row)?.integration);
            }
            if found.len() > MOST {
                return Err(StoreError::TooMany("integrations to be asked"));
            }
        }
        Ok(found)
    }
}
