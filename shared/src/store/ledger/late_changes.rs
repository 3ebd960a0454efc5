//! Notes of late changes.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::ReturnValue;
use serde::Deserialize;

use super::super::rows::{Item, from_item, key, number, text};
use super::super::{StoreError, on_condition};
use super::TABLE;
use crate::environment::{BadEnvironment, Environment};
use crate::integration::IntegrationId;
use crate::live::ResumeWindow;
use crate::time::Time;

/// Of each integration, when something was last written that a gap does not reach back to, or pushed late: a client that
/// was away then may have missed it.
#[derive(Clone, Debug)]
pub struct LateChanges {
    client: Client,
    table: String,
}

/// What is noted of an integration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct LateChange {
    /// When that was noted last, shortly before it was written.
    pub changed_at: Time,
    /// When all that was noted had been pushed; `None` as long as it may not have been.
    pub over_at: Option<Time>,
    /// Another one with each note.
    #[serde(default)]
    number: u64,
}

/// A note that was made.
#[derive(Clone, Copy, Debug)]
pub struct LateNote {
    number: u64,
    /// What had been noted before it.
    before: Option<LateChange>,
}

impl LateChange {
    /// Whether a client that was told its cursor at `told_at` may have missed it.
    pub fn is_missed_since(self, told_at: Time, window: ResumeWindow) -> bool {
        let was_over = self.over_at.is_some_and(|over_at| over_at.plus_millis(window.missing_for_ms()) < told_at);
        self.may_last_at(told_at, window) && !was_over
    }

    /// Whether a change that was noted when this was may be written or pushed at `now` or later.
    fn may_last_at(self, now: Time, window: ResumeWindow) -> bool {
        self.changed_at.plus_millis(window.ms()) >= now
    }
}

impl LateNote {
    /// Whether it was the only one, but for `last`, when it was made at `now`. Of others nobody knows when they are over.
    pub fn was_alone(self, last: Option<Self>, now: Time, window: ResumeWindow) -> bool {
        let is_last = |before: LateChange| last.is_some_and(|last| last.number == before.number);
        self.before.is_none_or(|before| before.over_at.is_some() || is_last(before) || !before.may_last_at(now, window))
    }
}

impl LateChanges {
    /// On the table `LEDGER_TABLE`.
    ///
    /// # Errors
    /// [`BadEnvironment`].
    pub fn new(client: Client, environment: &Environment) -> Result<Self, BadEnvironment> {
        Ok(Self { client, table: environment.text("LEDGER_TABLE")? })
    }

    /// Notes a late change that is about to be written, or lines that are about to be pushed late. Needs UpdateItem.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn note(&self, integration: &IntegrationId, now: Time) -> Result<LateNote, StoreError> {
        let newer = self
            .noting(integration, "SET changed_at = :now REMOVE over_at ADD #number :one")
            .condition_expression("attribute_not_exists(changed_at) OR changed_at <= :now")
            .expression_attribute_values(":now", text(now));
        let mut noted = on_condition("UpdateItem ledger", newer.send().await)?;
        if noted.is_none() {
            // Of two at once the newer time stays, whichever is written last.
            let older = self.noting(integration, "REMOVE over_at ADD #number :one").send().await;
            noted = Some(older.map_err(StoreError::of("UpdateItem ledger"))?);
        }
        // Of a row that was not there before, DynamoDB gives nothing, and the embedded engine its key.
        let before = noted.and_then(|noted| noted.attributes).filter(|row| row.contains_key("changed_at"));
        let before = before.map(|row| from_item::<LateChange>(TABLE, row)).transpose()?;
        Ok(LateNote { number: before.map_or(0, |before| before.number) + 1, before })
    }

    fn noting(&self, integration: &IntegrationId, expression: &str) -> UpdateItemFluentBuilder {
        self.update(integration, expression)
            .expression_attribute_values(":one", number(1))
            .return_values(ReturnValue::AllOld)
    }

    fn update(&self, integration: &IntegrationId, expression: &str) -> UpdateItemFluentBuilder {
        self.client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(note_key(integration)))
            .update_expression(expression)
            .expression_attribute_names("#number", "number")
    }

    /// Says that all that was noted up to `note` has been pushed; nothing if somebody has made another note since. Needs
    /// UpdateItem.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn end(&self, integration: &IntegrationId, note: LateNote, now: Time) -> Result<(), StoreError> {
        let over = self
            .update(integration, "SET over_at = :now")
            .condition_expression("#number = :mine")
            .expression_attribute_values(":now", text(now))
            .expression_attribute_values(":mine", number(note.number));
        on_condition("UpdateItem ledger", over.send().await).map(drop)
    }

    /// What was noted last of an integration. Needs GetItem.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn newest(&self, integration: &IntegrationId) -> Result<Option<LateChange>, StoreError> {
        let get =
            self.client.get_item().table_name(&self.table).set_key(Some(note_key(integration))).consistent_read(true);
        let row = get.send().await.map_err(StoreError::of("GetItem ledger"))?.item;
        row.map(|row| from_item(TABLE, row)).transpose()
    }
}

fn note_key(integration: &IntegrationId) -> Item {
    key(format!("late#{integration}"), "-")
}
