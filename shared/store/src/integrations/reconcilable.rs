//! Lists the integrations that are reconciled: those with an access token that are enabled.

use aws_sdk_dynamodb::Client;
use domain::integration::IntegrationId;
use types::Channel;

use super::{ReconcilableRow, TABLE, reconcilable_key};
use crate::error::StoreError;
use crate::rows::{from_item, text};

/// The most reconciled integrations of a channel. More are an error, since a shortened list would leave some out
/// silently.
const MAX_INTEGRATIONS: usize = 10_000;

/// Lists the integrations that are reconciled. Needs Query.
#[derive(Clone, Debug)]
pub struct ReconcilableIntegrations {
    client: Client,
    table: String,
}

impl ReconcilableIntegrations {
    pub(crate) fn on(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// The reconciled integrations of a channel, by id.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn of_channel(&self, channel: Channel) -> Result<Vec<IntegrationId>, StoreError> {
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(reconcilable_key(channel)));
        let mut pages = query.into_paginator().send();
        let mut integrations = Vec::new();
        while let Some(page) = pages.next().await {
            for row in page.map_err(StoreError::of("Query integrations"))?.items.unwrap_or_default() {
                integrations.push(from_item::<ReconcilableRow>(TABLE, row)?.integration);
            }
            if integrations.len() > MAX_INTEGRATIONS {
                return Err(StoreError::TooMany("integrations to reconcile"));
            }
        }
        Ok(integrations)
    }
}
