//! What a client's message changes of its connection, and how many messages it may send.
//!
//! Each message makes a connection busy for a while; `busy_until` is when it is done with all so far. A message that
//! would make it busy for too long is refused, by the condition of the write that the message does anyway.

use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure};

use super::super::StoreError;
use super::super::rows::{key, number, text};
use super::{Connection, Connections, user_key};
use crate::live::Filter;
use crate::time::Time;

/// How long a message keeps a connection busy, in milliseconds: clients may send one in this time for ever.
const MESSAGE_MS: i64 = 3_000;
/// How long a connection may be busy: 20 messages may come at once.
const LONGEST_MS: i64 = 60_000;

/// What a message does to its connection.
#[derive(Clone, Copy, Debug)]
pub enum Act<'a> {
    /// Nothing but being a message.
    Ask,
    /// Makes it live: from now on every push that the filter takes goes to it.
    GoLive(&'a Filter),
    /// Changes the filter.
    Filter(&'a Filter),
    /// Its token ends then.
    Prolong(Time),
}

/// What has become of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acted {
    /// It is done.
    Done,
    /// The connection sends too many messages; nothing was changed.
    TooMany,
    /// There is no such connection any more.
    Gone,
}

impl Connections {
    /// Does what a message of `connection` wants, if it is not one too many.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn act(&self, connection: &Connection, act: Act<'_>, now: Time) -> Result<Acted, StoreError> {
        // A connection that is idle is busy from now on; one that is busy, or that two messages reach at once, for longer.
        let idle = self
            .update(connection, act, "busy_until = :end")
            .condition_expression("attribute_exists(pk) AND (attribute_not_exists(busy_until) OR busy_until < :now)")
            .expression_attribute_values(":end", number(now.millis() + MESSAGE_MS))
            .expression_attribute_values(":now", number(now.millis()));
        match done(idle).await? {
            Acted::TooMany => {}
            acted => return Ok(acted),
        }
        let busy = self
            .update(connection, act, "busy_until = busy_until + :while")
            .condition_expression("attribute_exists(pk) AND busy_until <= :latest")
            .expression_attribute_values(":while", number(MESSAGE_MS))
            .expression_attribute_values(":latest", number(now.millis() + LONGEST_MS - MESSAGE_MS));
        done(busy).await
    }

    fn update(&self, connection: &Connection, act: Act<'_>, busy: &str) -> UpdateItemFluentBuilder {
        let update = self.client.update_item().table_name(&self.table);
        let update = update
            .set_key(Some(key(user_key(&connection.user), &connection.id)))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let set = |changes: &str| update.clone().update_expression(format!("SET {busy}{changes}"));
        match act {
            Act::Ask => set(""),
            Act::GoLive(filter) => set(", live = :live, wanted = :wanted")
                .expression_attribute_values(":live", AttributeValue::Bool(true))
                .expression_attribute_values(":wanted", attribute(filter)),
            Act::Filter(filter) => set(", wanted = :wanted").expression_attribute_values(":wanted", attribute(filter)),
            Act::Prolong(end) => set(", token_expires_at = :ends").expression_attribute_values(":ends", text(end)),
        }
    }
}

fn attribute(filter: &Filter) -> AttributeValue {
    serde_dynamo::to_attribute_value(filter).expect("lists of texts are an attribute")
}

async fn done(update: UpdateItemFluentBuilder) -> Result<Acted, StoreError> {
    let Err(error) = update.send().await else { return Ok(Acted::Done) };
    let failed = match error.as_service_error() {
        Some(aws_sdk_dynamodb::operation::update_item::UpdateItemError::ConditionalCheckFailedException(failed)) => {
            Some(if failed.item().is_some_and(|row| !row.is_empty()) { Acted::TooMany } else { Acted::Gone })
        }
        _ => None,
    };
    failed.ok_or_else(|| StoreError::of("UpdateItem connections")(error))
}
