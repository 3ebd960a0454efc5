//! Reads events by id, by integration and by subject. Catch-up has a file of its own.

use aws_sdk_dynamodb::Client;
use domain::integration::IntegrationId;
use domain::statistics::CountedEvent;
use domain::subject::Subject;
use types::event_id::EventId;
use types::time::Time;

use super::{Event, LAST, Row, TABLE, subject_key};
use crate::error::StoreError;
use crate::rows::{Item, batch_get, from_item, key, key_of, text};

/// Rows of a page that is counted for statistics. Where functions share a process, a page of 1 MB would delay the
/// others.
const MAX_ROWS_PER_COUNTED_PAGE: i32 = 250;

/// Reads events. Needs Query and BatchGetItem.
#[derive(Clone, Debug)]
pub struct EventReader {
    pub(super) client: Client,
    pub(super) table: String,
}

impl EventReader {
    pub(crate) fn on(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// Up to `limit` events of an integration with ids in `from..end`, the newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn newest(
        &self,
        integration: &IntegrationId,
        from: EventId,
        end: EventId,
        limit: i32,
    ) -> Result<Vec<Event>, StoreError> {
        if end <= from {
            // DynamoDB rejects a range whose end is before its start.
            return Ok(Vec::new());
        }
        // BETWEEN includes the end: one more row is read, and the end is removed.
        let mut events = self.query(integration, from, end, false, limit.saturating_add(1)).await?;
        events.retain(|event| event.summary.id < end);
        events.truncate(usize::try_from(limit).unwrap_or_default());
        Ok(events)
    }

    /// Up to `limit` events of an integration with ids from `from` on, the oldest first, by a consistent read.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn oldest(
        &self,
        integration: &IntegrationId,
        from: EventId,
        limit: i32,
    ) -> Result<Vec<Event>, StoreError> {
        self.query(integration, from, LAST, true, limit).await
    }

    async fn query(
        &self,
        integration: &IntegrationId,
        from: EventId,
        end: EventId,
        forward: bool,
        limit: i32,
    ) -> Result<Vec<Event>, StoreError> {
        let mut events = Vec::new();
        let mut start: Option<Item> = None;
        loop {
            let missing = limit.saturating_sub(i32::try_from(events.len()).unwrap_or(i32::MAX));
            let query = self
                .client
                .query()
                .table_name(&self.table)
                .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :end")
                .expression_attribute_values(":pk", text(integration))
                .expression_attribute_values(":from", text(from))
                .expression_attribute_values(":end", text(end))
                .scan_index_forward(forward)
                .consistent_read(forward)
                .limit(missing)
                .set_exclusive_start_key(start);
            let page = query.send().await.map_err(StoreError::of("Query events"))?;
            for item in page.items.unwrap_or_default() {
                events.push(from_item::<Row>(TABLE, item)?.event);
            }
            start = page.last_evaluated_key;
            if start.is_none() || events.len() >= usize::try_from(limit).unwrap_or_default() {
                return Ok(events);
            }
        }
    }

    /// The attributes that statistics count, of the events of an integration received in `from..to`, by a consistent
    /// read. Passes each event to `count`, page by page, so that a minute with any number of events fits in memory.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn for_rollup(
        &self,
        integration: &IntegrationId,
        (from, to): (Time, Time),
        mut count: impl FnMut(CountedEvent),
    ) -> Result<(), StoreError> {
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
            .expression_attribute_values(":pk", text(integration))
            .expression_attribute_values(":from", text(EventId::first_of(from)))
            .expression_attribute_values(":to", text(EventId::first_of(to)))
            .projection_expression("sk, #source, topic, #status, received_at, processed_at, replays")
            .expression_attribute_names("#source", "source")
            .expression_attribute_names("#status", "status")
            .limit(MAX_ROWS_PER_COUNTED_PAGE)
            .consistent_read(true);
        let mut pages = query.into_paginator().send();
        while let Some(page) = pages.next().await {
            for item in page.map_err(StoreError::of("Query events"))?.items.unwrap_or_default() {
                let counted: CountedEvent = from_item(TABLE, item)?;
                // BETWEEN includes the end.
                if counted.id < EventId::first_of(to) {
                    count(counted);
                }
            }
        }
        Ok(())
    }

    /// Up to `limit` events of a subject, the newest first. Needs Query on the index and BatchGetItem.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn of_subject(
        &self,
        integration: &IntegrationId,
        subject: &Subject,
        limit: i32,
    ) -> Result<Vec<Event>, StoreError> {
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .index_name("by_subject")
            .key_condition_expression("by_subject = :subject")
            .expression_attribute_values(":subject", text(subject_key(integration, Some(subject))))
            .scan_index_forward(false)
            .limit(limit);
        let index_rows = query.send().await.map_err(StoreError::of("Query events"))?.items.unwrap_or_default();
        let mut events = self.get_indexed(index_rows, false).await?;
        events.reverse();
        Ok(events)
    }

    /// Up to `limit` events of a subject, or of those without a subject, after `after`, the oldest first; and the
    /// cursor of the next page, if there may be one. Needs Query on the index and BatchGetItem.
    ///
    /// The index follows the table a moment later
    /// (<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html>).
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn page_of_subject(
        &self,
        integration: &IntegrationId,
        subject: Option<&Subject>,
        after: Option<EventId>,
        limit: i32,
    ) -> Result<(Vec<Event>, Option<EventId>), StoreError> {
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .index_name("by_subject")
            .key_condition_expression("by_subject = :subject AND sk > :after")
            .expression_attribute_values(":subject", text(subject_key(integration, subject)))
            .expression_attribute_values(":after", after.map_or_else(|| text("0"), text))
            .limit(limit);
        let page = query.send().await.map_err(StoreError::of("Query events"))?;
        let next = page.last_evaluated_key.and_then(|mut key| key.remove("sk"));
        let next = next.and_then(|sk| sk.as_s().ok().and_then(|sk| sk.parse().ok()));
        Ok((self.get_indexed(page.items.unwrap_or_default(), true).await?, next))
    }

    /// The events of rows of the index, the oldest first.
    async fn get_indexed(&self, index_rows: Vec<Item>, consistent: bool) -> Result<Vec<Event>, StoreError> {
        let keys = index_rows.into_iter().filter_map(key_of).collect();
        let rows = batch_get(&self.client, &self.table, keys, consistent).await?;
        let events = rows.into_iter().map(|row| Ok(from_item::<Row>(TABLE, row)?.event));
        let mut events = events.collect::<Result<Vec<_>, StoreError>>()?;
        events.sort_by_key(|event| event.summary.id);
        Ok(events)
    }

    /// The current event, by a consistent read. Needs GetItem.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn get(&self, integration: &IntegrationId, id: EventId) -> Result<Option<Event>, StoreError> {
        let get = self.client.get_item().table_name(&self.table).set_key(Some(key(integration, id)));
        let row = get.consistent_read(true).send().await.map_err(StoreError::of("GetItem events"))?.item;
        row.map(|row| Ok(from_item::<Row>(TABLE, row)?.event)).transpose()
    }

    /// The event with this id in any of `integrations`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find(&self, integrations: &[IntegrationId], id: EventId) -> Result<Option<Event>, StoreError> {
        let keys: Vec<Item> = integrations.iter().map(|integration| key(integration, id)).collect();
        let rows = batch_get(&self.client, &self.table, keys, false).await?;
        rows.into_iter().next().map(|row| Ok(from_item::<Row>(TABLE, row)?.event)).transpose()
    }
}
