//! The table `events`: one line for each delivery, newest first by key alone.

mod catch_up;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure};
use domain::delivery::{DeliveryId, DeliveryKey};
use domain::event_summary::EventSummary;
use domain::integration::IntegrationId;
use domain::statistics::CountedEvent;
use domain::subject::Subject;
use runtime::environment::{ConfigError, Environment};
use serde::{Deserialize, Serialize};
use types::event_id::EventId;
use types::time::{DAY_MS, Time};

use super::rows::{Item, batch_get, from_item, key, number, text, to_item};
use super::{StoreError, on_condition};

pub use catch_up::{CatchUpQuery, Page};

const TABLE: &str = "events";
/// How often a row is tried again when another writer was faster.
const TRIES: usize = 5;
/// How many rows are counted in one page: where functions share a process, a page of 1 MB would hold up the others.
const COUNTED_AT_ONCE: i32 = 250;

/// An event and the delivery that it is of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// The line.
    #[serde(flatten)]
    pub line: EventSummary,
    /// The delivery's id within the integration.
    pub delivery_id: DeliveryId,
    /// The delivery's count of replays when it was processed.
    pub replays: u64,
    /// Orders that it changed besides its subject, by integration and id: who missed the event missed them, too. They may
    /// be of integrations that the reader must not see.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub orders: Vec<(IntegrationId, String)>,
}

impl Event {
    /// The key of its delivery.
    pub fn delivery_key(&self) -> DeliveryKey {
        DeliveryKey { integration: self.line.integration.clone(), id: self.delivery_id.clone() }
    }
}

#[derive(Serialize, Deserialize)]
struct Row {
    pk: IntegrationId,
    sk: EventId,
    /// Key of the index that gives a subject's history, and the events without a subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    by_subject: Option<String>,
    expires_at: i64,
    #[serde(flatten)]
    event: Event,
}

/// Writes events. Needs PutItem, and UpdateItem to take back a summary.
#[derive(Clone, Debug)]
pub struct EventLog {
    client: Client,
    table: String,
    retention_ms: i64,
}

impl EventLog {
    /// On the table `EVENTS_TABLE`, rows kept for `RETENTION_DAYS`.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn new(client: Client, environment: &Environment) -> Result<Self, ConfigError> {
        let days = environment.number("RETENTION_DAYS", 90)?;
        Ok(Self { client, table: environment.text("EVENTS_TABLE")?, retention_ms: i64::from(days) * DAY_MS })
    }

    /// Writes the event unless its delivery was processed already, as often or more often; gives what is in the
    /// table afterwards, with its `rev`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn record(&self, event: &Event) -> Result<EventSummary, StoreError> {
        self.write(event.clone(), |event, _held| event).await
    }

    /// As [`EventLog::record`], of a delivery that has no body any more: what is known of it since it had one stays,
    /// and it is not tried again.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn record_without_body(&self, event: &Event) -> Result<EventSummary, StoreError> {
        let kept = |event: Event, held: &Event| Event {
            line: EventSummary { processed_at: event.line.processed_at, next_retry_at: None, ..held.line.clone() },
            ..event
        };
        self.write(event.clone(), kept).await
    }

    /// As [`EventLog::record`], of a delivery that nobody has understood this time: what it is stays as it was said before.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn record_untried(&self, event: &Event) -> Result<EventSummary, StoreError> {
        let kept = |event: Event, held: &Event| {
            let EventSummary { subject, occurred_at, payload_summary, .. } = held.line.clone();
            let line = EventSummary { subject, occurred_at, payload_summary, ..event.line };
            Event { line, orders: held.orders.clone(), ..event }
        };
        self.write(event.clone(), kept).await
    }

    /// Writes the event; `over` says what is written over one that is held.
    async fn write(&self, mut event: Event, over: impl Fn(Event, &Event) -> Event) -> Result<EventSummary, StoreError> {
        let mut held_rev = None;
        for _ in 0..TRIES {
            event.line.rev = held_rev.unwrap_or(0) + 1;
            match self.put(&event, held_rev).await? {
                None => return Ok(event.line),
                Some(held) if held.replays >= event.replays => return Ok(held.line),
                Some(held) => {
                    event = over(event, &held);
                    held_rev = Some(held.line.rev);
                }
            }
        }
        Err(StoreError::Contended("an event row"))
    }

    /// Puts `summary` in the place of the event's own, unless it stands there already or the event is gone.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn summarize(&self, integration: &IntegrationId, id: EventId, summary: &str) -> Result<(), StoreError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key(integration, id)))
            .update_expression("SET payload_summary = :summary ADD rev :one")
            .condition_expression("attribute_exists(pk) AND payload_summary <> :summary")
            .expression_attribute_values(":summary", text(summary))
            .expression_attribute_values(":one", number(1));
        on_condition("UpdateItem events", update.send().await).map(drop)
    }

    /// Writes a line that was changed without a replay, unless another writer was faster; gives it as it is written then.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn update_event(&self, event: &Event) -> Result<Option<EventSummary>, StoreError> {
        let mut changed = event.clone();
        changed.line.rev += 1;
        let held = self.put(&changed, Some(event.line.rev)).await?;
        // The answer to a put that was done may have been lost, and the put been tried again.
        Ok(held.is_none_or(|held| held == changed).then_some(changed.line))
    }

    /// Puts the row where the one with `held_rev` stands (`None`: none); gives the row that stands there instead.
    async fn put(&self, event: &Event, held_rev: Option<u64>) -> Result<Option<Event>, StoreError> {
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(to_item(&self.row(event))))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let put = match held_rev {
            None => put.condition_expression("attribute_not_exists(pk)"),
            Some(rev) => put.condition_expression("rev = :rev").expression_attribute_values(":rev", number(rev)),
        };
        match put.send().await {
            Ok(_) => Ok(None),
            Err(error) => match error.as_service_error() {
                Some(PutItemError::ConditionalCheckFailedException(failed)) => {
                    let held = failed.item.clone().ok_or(StoreError::Contended("an event row"))?;
                    Ok(Some(from_item::<Row>(TABLE, held)?.event))
                }
                _ => Err(StoreError::of("PutItem events")(error)),
            },
        }
    }

    fn row(&self, event: &Event) -> Row {
        let line = &event.line;
        Row {
            pk: line.integration.clone(),
            sk: line.id,
            by_subject: Some(subject_key(&line.integration, line.subject.as_ref())),
            expires_at: line.received_at.plus_millis(self.retention_ms).seconds(),
            event: event.clone(),
        }
    }
}

/// Reads events. Needs Query and BatchGetItem.
#[derive(Clone, Debug)]
pub struct EventReader {
    client: Client,
    table: String,
}

impl EventReader {
    /// On the table `EVENTS_TABLE`.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn new(client: Client, environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self { client, table: environment.text("EVENTS_TABLE")? })
    }

    /// Up to `limit` events of one integration with ids in `from..end`, the newest first.
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
            // DynamoDB refuses a range whose end is before its start.
            return Ok(Vec::new());
        }
        // BETWEEN takes the end in, a page starts behind it: one more is read, and the end itself left out.
        let mut found = self.query(integration, from, end, false, limit.saturating_add(1)).await?;
        found.retain(|event| event.line.id < end);
        found.truncate(usize::try_from(limit).unwrap_or_default());
        Ok(found)
    }

    /// Up to `limit` events of one integration from `from` on, the oldest first, by a consistent read.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn from(&self, integration: &IntegrationId, from: EventId, limit: i32) -> Result<Vec<Event>, StoreError> {
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
        let mut start: Option<std::collections::HashMap<String, AttributeValue>> = None;
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

    /// What is counted of the events of one integration that were received in `from..to`, a page at a time by a consistent
    /// read; each page is handed to `take`, so that a minute of any size fits in memory.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn counted(
        &self,
        integration: &IntegrationId,
        (from, to): (Time, Time),
        mut take: impl FnMut(CountedEvent),
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
            .limit(COUNTED_AT_ONCE)
            .consistent_read(true);
        let mut pages = query.into_paginator().send();
        while let Some(page) = pages.next().await {
            for item in page.map_err(StoreError::of("Query events"))?.items.unwrap_or_default() {
                let counted: CountedEvent = from_item(TABLE, item)?;
                // BETWEEN takes the end in.
                if counted.id < EventId::first_of(to) {
                    take(counted);
                }
            }
        }
        Ok(())
    }

    /// Up to `limit` events of one subject, the newest first. Needs Query on the index and BatchGetItem.
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
        let found = query.send().await.map_err(StoreError::of("Query events"))?.items.unwrap_or_default();
        let mut events = self.rows(found, false).await?;
        events.reverse();
        Ok(events)
    }

    /// Up to `limit` events of one subject, or of those without one, from behind `after` on, the oldest first, and
    /// behind which to go on, if there may be more. Needs Query on the index and BatchGetItem.
    ///
    /// The index follows the table a moment later
    /// (<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html>).
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn about(
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
        Ok((self.rows(page.items.unwrap_or_default(), true).await?, next))
    }

    /// The events of these rows of the index, the oldest first.
    async fn rows(&self, found: Vec<Item>, consistent: bool) -> Result<Vec<Event>, StoreError> {
        let keys = found.into_iter().filter_map(|mut row| {
            Some(Item::from([("pk".to_owned(), row.remove("pk")?), ("sk".to_owned(), row.remove("sk")?)]))
        });
        let rows = batch_get(&self.client, &self.table, keys.collect(), consistent).await?;
        let events = rows.into_iter().map(|row| Ok(from_item::<Row>(TABLE, row)?.event));
        let mut events = events.collect::<Result<Vec<_>, StoreError>>()?;
        events.sort_by_key(|event| event.line.id);
        Ok(events)
    }

    /// The event as it is now, by a consistent read. Needs GetItem.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn now(&self, integration: &IntegrationId, id: EventId) -> Result<Option<Event>, StoreError> {
        let get = self.client.get_item().table_name(&self.table).set_key(Some(key(integration, id)));
        let row = get.consistent_read(true).send().await.map_err(StoreError::of("GetItem events"))?.item;
        row.map(|row| Ok(from_item::<Row>(TABLE, row)?.event)).transpose()
    }

    /// The event of this id in any of `integrations`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find(&self, integrations: &[IntegrationId], id: EventId) -> Result<Option<Event>, StoreError> {
        let keys: Vec<Item> = integrations.iter().map(|integration| key(integration, id)).collect();
        let rows = batch_get(&self.client, &self.table, keys, false).await?;
        rows.into_iter().next().map(|row| Ok(from_item::<Row>(TABLE, row)?.event)).transpose()
    }
}

/// No kind of subjects is called `-`.
fn subject_key(integration: &IntegrationId, subject: Option<&Subject>) -> String {
    subject.map_or_else(|| format!("{integration}#-"), |subject| format!("{integration}#{subject}"))
}

/// Sorts behind every event that will ever be received.
const LAST: EventId = EventId::MAX;
