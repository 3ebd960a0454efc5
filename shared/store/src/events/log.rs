//! Writes events. A row's `rev` grows with every write, and each write is conditional on the `rev` that was read.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure;
use domain::event_summary::EventSummary;
use domain::integration::IntegrationId;
use types::event_id::EventId;

use super::{Event, Row, TABLE, subject_key};
use crate::error::{StoreError, conditional};
use crate::rows::{from_item, key, number, text, to_item};

/// How often a write is attempted when other writers are faster.
const MAX_WRITE_ATTEMPTS: usize = 5;

/// Writes events. Needs PutItem, and UpdateItem to replace a summary.
#[derive(Clone, Debug)]
pub struct EventLog {
    client: Client,
    table: String,
    retention_ms: i64,
}

impl EventLog {
    pub(crate) fn on(client: Client, table: String, retention_ms: i64) -> Self {
        Self { client, table, retention_ms }
    }

    /// Writes the event, unless the stored one is of the same or a later replay of its delivery. Returns the event that
    /// is stored afterwards, with its `rev`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn record(&self, event: &Event) -> Result<EventSummary, StoreError> {
        self.write(event.clone(), |event, _existing| event).await
    }

    /// As [`EventLog::record`], of a delivery whose body was redacted: what was recorded while it had one stays, and no
    /// retry is scheduled.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn record_without_body(&self, event: &Event) -> Result<EventSummary, StoreError> {
        let merge = |event: Event, existing: &Event| Event {
            summary: EventSummary {
                processed_at: event.summary.processed_at,
                next_retry_at: None,
                ..existing.summary.clone()
            },
            ..event
        };
        self.write(event.clone(), merge).await
    }

    /// As [`EventLog::record`], of a delivery that was not normalized this time: subject, time and summary of an
    /// earlier processing stay.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn record_unnormalized(&self, event: &Event) -> Result<EventSummary, StoreError> {
        let merge = |event: Event, existing: &Event| {
            let EventSummary { subject, occurred_at, payload_summary, .. } = existing.summary.clone();
            let summary = EventSummary { subject, occurred_at, payload_summary, ..event.summary };
            Event { summary, orders: existing.orders.clone(), ..event }
        };
        self.write(event.clone(), merge).await
    }

    /// Writes the event. `merge` gives what replaces an existing one.
    async fn write(
        &self,
        mut event: Event,
        merge: impl Fn(Event, &Event) -> Event,
    ) -> Result<EventSummary, StoreError> {
        let mut existing_rev = None;
        for _ in 0..MAX_WRITE_ATTEMPTS {
            event.summary.rev = existing_rev.unwrap_or(0) + 1;
            match self.put(&event, existing_rev).await? {
                None => return Ok(event.summary),
                Some(existing) if existing.replays >= event.replays => return Ok(existing.summary),
                Some(existing) => {
                    event = merge(event, &existing);
                    existing_rev = Some(existing.summary.rev);
                }
            }
        }
        Err(StoreError::Contended("an event row"))
    }

    /// Replaces the event's summary text by `summary`, unless they are equal or the event has expired.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn replace_summary(
        &self,
        integration: &IntegrationId,
        id: EventId,
        summary: &str,
    ) -> Result<(), StoreError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key(integration, id)))
            .update_expression("SET payload_summary = :summary ADD rev :one")
            .condition_expression("attribute_exists(pk) AND payload_summary <> :summary")
            .expression_attribute_values(":summary", text(summary))
            .expression_attribute_values(":one", number(1));
        conditional("UpdateItem events", update.send().await).map(drop)
    }

    /// Writes an event that was changed without a replay, and returns it as written. `None` where another writer was
    /// faster.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn update_event(&self, event: &Event) -> Result<Option<EventSummary>, StoreError> {
        let mut changed = event.clone();
        changed.summary.rev += 1;
        let existing = self.put(&changed, Some(event.summary.rev)).await?;
        // The SDK repeats a put whose response was lost: then the existing row is this one.
        Ok(existing.is_none_or(|existing| existing == changed).then_some(changed.summary))
    }

    /// Puts the row if the existing one has `existing_rev` (`None`: if none exists). Otherwise returns the existing
    /// event.
    async fn put(&self, event: &Event, existing_rev: Option<u64>) -> Result<Option<Event>, StoreError> {
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(to_item(&self.row(event))))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let put = match existing_rev {
            None => put.condition_expression("attribute_not_exists(pk)"),
            Some(rev) => put.condition_expression("rev = :rev").expression_attribute_values(":rev", number(rev)),
        };
        let Err(error) = put.send().await else { return Ok(None) };
        match error.as_service_error() {
            Some(PutItemError::ConditionalCheckFailedException(failed)) => {
                let existing = failed.item.clone().ok_or(StoreError::Contended("an event row"))?;
                Ok(Some(from_item::<Row>(TABLE, existing)?.event))
            }
            _ => Err(StoreError::of("PutItem events")(error)),
        }
    }

    fn row(&self, event: &Event) -> Row {
        let summary = &event.summary;
        Row {
            pk: summary.integration.clone(),
            sk: summary.id,
            by_subject: Some(subject_key(&summary.integration, summary.subject.as_ref())),
            expires_at: summary.received_at.plus_millis(self.retention_ms).seconds(),
            event: event.clone(),
        }
    }
}
