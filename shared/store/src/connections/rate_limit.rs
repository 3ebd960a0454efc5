//! What a client's message changes of its connection, and how many messages it may send.
//!
//! Each message makes a connection busy for a while; `busy_until` is when it is done with all so far. A message that
//! would make it busy for too long is refused, by the condition of the write that the message does anyway.

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure};
use domain::live::Filter;
use types::time::Time;

use super::super::StoreError;
use super::super::rows::{from_item, key, number, text};
use super::{Connection, Connections, Row, TABLE, user_key};

/// How long a message keeps a connection busy, in milliseconds: clients may send one in this time for ever.
const MESSAGE_MS: i64 = 3_000;
/// How long a connection may be busy: 20 messages may come at once.
const LONGEST_MS: i64 = 60_000;

/// What a message does to its connection.
#[derive(Clone, Copy, Debug)]
pub enum ConnectionUpdate<'a> {
    /// Nothing but being a message.
    Ask,
    /// Makes it live: from now on every push that the filter takes goes to it.
    GoLive(&'a Filter),
    /// Changes the filter.
    Filter(&'a Filter),
    /// Its token ends then, unless it ends later already.
    Prolong(Time),
}

/// What has become of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UpdateResult {
    /// It is done.
    Done,
    /// The connection sends too many messages; nothing was changed.
    TooMany,
    /// There is no such connection any more.
    Gone,
    /// Its token ends then, which is no earlier than wanted; nothing was changed.
    EndsLater(Time),
}

impl Connections {
    /// Does what a message of `connection` wants, if it is not one too many.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn act(
        &self,
        connection: &Connection,
        act: ConnectionUpdate<'_>,
        now: Time,
    ) -> Result<UpdateResult, StoreError> {
        // A connection that is idle is busy from now on; one that is busy, or that two messages reach at once, for longer.
        let idle = self
            .update(connection, act, "busy_until = :end", "(attribute_not_exists(busy_until) OR busy_until < :now)")
            .expression_attribute_values(":end", number(now.millis() + MESSAGE_MS))
            .expression_attribute_values(":now", number(now.millis()));
        match done(idle, act).await? {
            UpdateResult::TooMany => {}
            acted => return Ok(acted),
        }
        let busy = self
            .update(connection, act, "busy_until = busy_until + :while", "busy_until <= :latest")
            .expression_attribute_values(":while", number(MESSAGE_MS))
            .expression_attribute_values(":latest", number(now.millis() + LONGEST_MS - MESSAGE_MS));
        done(busy, act).await
    }

    fn update(
        &self,
        connection: &Connection,
        act: ConnectionUpdate<'_>,
        busy: &str,
        free: &str,
    ) -> UpdateItemFluentBuilder {
        // Two tokens may come at once: the end that was told for one of them must not be made earlier by the other.
        let later = if let ConnectionUpdate::Prolong(_) = act { " AND token_expires_at < :ends" } else { "" };
        let update = self.client.update_item().table_name(&self.table);
        let update = update
            .set_key(Some(key(user_key(&connection.user), &connection.id)))
            .condition_expression(format!("attribute_exists(pk) AND {free}{later}"))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let set = |changes: &str| update.clone().update_expression(format!("SET {busy}{changes}"));
        match act {
            ConnectionUpdate::Ask => set(""),
            ConnectionUpdate::GoLive(filter) => set(", live = :live, wanted = :wanted")
                .expression_attribute_values(":live", AttributeValue::Bool(true))
                .expression_attribute_values(":wanted", attribute(filter)),
            ConnectionUpdate::Filter(filter) => {
                set(", wanted = :wanted").expression_attribute_values(":wanted", attribute(filter))
            }
            ConnectionUpdate::Prolong(end) => {
                set(", token_expires_at = :ends").expression_attribute_values(":ends", text(end))
            }
        }
    }
}

fn attribute(filter: &Filter) -> AttributeValue {
    serde_dynamo::to_attribute_value(filter).expect("lists of texts are an attribute")
}

async fn done(update: UpdateItemFluentBuilder, act: ConnectionUpdate<'_>) -> Result<UpdateResult, StoreError> {
    let Err(error) = update.send().await else { return Ok(UpdateResult::Done) };
    match error.as_service_error() {
        Some(UpdateItemError::ConditionalCheckFailedException(failed)) => {
            let Some(row) = failed.item().filter(|row| !row.is_empty()) else { return Ok(UpdateResult::Gone) };
            let row: Row = from_item(TABLE, row.clone())?;
            let later = matches!(act, ConnectionUpdate::Prolong(end) if end <= row.token_expires_at);
            Ok(if later { UpdateResult::EndsLater(row.token_expires_at) } else { UpdateResult::TooMany })
        }
        _ => Err(StoreError::of("UpdateItem connections")(error)),
    }
}
