//! The rate limit of client messages, and the updates of a connection that a message makes.
//!
//! Each message makes its connection busy for [`MESSAGE_INTERVAL_MS`]; `busy_until` is when the connection has finished
//! with all messages so far. A message that would make the connection busy for longer than [`MAX_BUSY_MS`] is over the
//! limit. The condition of the write that the message makes anyway enforces this, so that the limit costs no read.

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure};
use domain::live::Filter;
use types::time::Time;

use super::{Connection, Connections, Row, TABLE, user_key};
use crate::error::StoreError;
use crate::rows::{from_item, key, number, text};

/// The sustained rate of a connection: one message in this time.
const MESSAGE_INTERVAL_MS: i64 = 3_000;
/// The burst of a connection: 20 messages at once.
const MAX_BUSY_MS: i64 = 20 * MESSAGE_INTERVAL_MS;

/// What a message changes of its connection.
#[derive(Clone, Copy, Debug)]
pub enum ConnectionUpdate<'a> {
    /// Nothing; only counts towards the rate limit.
    CountMessage,
    /// Makes the connection live: from now on it receives every push that matches the filter.
    GoLive(&'a Filter),
    /// Replaces the filter.
    ReplaceFilter(&'a Filter),
    /// Sets when the token expires, unless it expires later already.
    ExtendToken(Time),
}

/// The outcome of a [`ConnectionUpdate`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UpdateResult {
    /// The update was written.
    Applied,
    /// The connection is over its rate limit; nothing was changed.
    RateLimited,
    /// The connection no longer exists.
    Gone,
    /// The token expires at this time already, which is not earlier than requested; nothing was changed.
    TokenExpiresLater(Time),
}

impl Connections {
    /// Applies the update of a message of `connection`, unless the connection is over its rate limit.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn update(
        &self,
        connection: &Connection,
        update: ConnectionUpdate<'_>,
        now: Time,
    ) -> Result<UpdateResult, StoreError> {
        // An idle connection is busy from now on. The condition fails for one that is busy, also because two messages
        // arrived at once: then the second write adds to its time.
        let from_now = self
            .request(connection, update, "busy_until = :end", "(attribute_not_exists(busy_until) OR busy_until < :now)")
            .expression_attribute_values(":end", number(now.millis() + MESSAGE_INTERVAL_MS))
            .expression_attribute_values(":now", number(now.millis()));
        match send(from_now, update).await? {
            UpdateResult::RateLimited => {}
            result => return Ok(result),
        }
        let longer = self
            .request(connection, update, "busy_until = busy_until + :while", "busy_until <= :latest")
            .expression_attribute_values(":while", number(MESSAGE_INTERVAL_MS))
            .expression_attribute_values(":latest", number(now.millis() + MAX_BUSY_MS - MESSAGE_INTERVAL_MS));
        send(longer, update).await
    }

    fn request(
        &self,
        connection: &Connection,
        update: ConnectionUpdate<'_>,
        set_busy: &str,
        is_within_limit: &str,
    ) -> UpdateItemFluentBuilder {
        // Two tokens may arrive at once: the response to one of them named its expiry, which the other must not
        // shorten.
        let expires_later =
            if let ConnectionUpdate::ExtendToken(_) = update { " AND token_expires_at < :ends" } else { "" };
        let request = self.client.update_item().table_name(&self.table);
        let request = request
            .set_key(Some(key(user_key(&connection.user), &connection.id)))
            .condition_expression(format!("attribute_exists(pk) AND {is_within_limit}{expires_later}"))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let set = |changes: &str| request.clone().update_expression(format!("SET {set_busy}{changes}"));
        match update {
            ConnectionUpdate::CountMessage => set(""),
            ConnectionUpdate::GoLive(filter) => set(", live = :live, wanted = :filter")
                .expression_attribute_values(":live", AttributeValue::Bool(true))
                .expression_attribute_values(":filter", attribute(filter)),
            ConnectionUpdate::ReplaceFilter(filter) => {
                set(", wanted = :filter").expression_attribute_values(":filter", attribute(filter))
            }
            ConnectionUpdate::ExtendToken(expires_at) => {
                set(", token_expires_at = :ends").expression_attribute_values(":ends", text(expires_at))
            }
        }
    }
}

fn attribute(filter: &Filter) -> AttributeValue {
    serde_dynamo::to_attribute_value(filter).expect("lists of texts are an attribute")
}

async fn send(request: UpdateItemFluentBuilder, update: ConnectionUpdate<'_>) -> Result<UpdateResult, StoreError> {
    let Err(error) = request.send().await else { return Ok(UpdateResult::Applied) };
    match error.as_service_error() {
        Some(UpdateItemError::ConditionalCheckFailedException(failed)) => {
            let Some(row) = failed.item().filter(|row| !row.is_empty()) else { return Ok(UpdateResult::Gone) };
            let row: Row = from_item(TABLE, row.clone())?;
            let expires_later = matches!(update, ConnectionUpdate::ExtendToken(at) if at <= row.token_expires_at);
            Ok(match expires_later {
                true => UpdateResult::TokenExpiresLater(row.token_expires_at),
                false => UpdateResult::RateLimited,
            })
        }
        _ => Err(StoreError::of("UpdateItem connections")(error)),
    }
}
