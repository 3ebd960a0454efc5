//! Answers of the Admin API: an HTTP status, and GraphQL's `data`, `errors` and `extensions`.
//!
//! <https://shopify.dev/docs/api/admin-graphql#status_and_error_codes>,
//! <https://shopify.dev/docs/api/usage/response-codes>

use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::cost::{self, Cost};
use crate::asking::AskFailed;
use crate::outgoing::Reply;
use crate::text::shortened;

/// The longest of Shopify's own messages that is told, in characters.
const LONGEST_MESSAGE: usize = 200;

/// What an answer comes to.
pub(super) enum Outcome<T> {
    /// What was asked for.
    Data(T),
    /// Nothing yet: ask again after this time.
    Wait(Duration),
}

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow, default)]
    data: Option<&'a RawValue>,
    #[serde(borrow, default)]
    errors: Option<&'a RawValue>,
    #[serde(default)]
    extensions: Extensions,
}

#[derive(Default, Deserialize)]
struct Extensions {
    cost: Option<Cost>,
}

#[derive(Deserialize)]
struct GraphError {
    #[serde(default)]
    message: String,
    #[serde(default)]
    extensions: ErrorExtensions,
}

#[derive(Default, Deserialize)]
struct ErrorExtensions {
    code: Option<String>,
}

/// Reads an answer.
pub(super) fn read<T: DeserializeOwned>(reply: &Reply) -> Result<Outcome<T>, AskFailed> {
    match reply.status {
        200 => of_graphql(&reply.body),
        401 | 403 => Err(AskFailed::TokenRefused),
        402 => Err(AskFailed::ShopFrozen),
        404 => Err(AskFailed::ShopNotFound),
        423 => Err(AskFailed::ShopLocked),
        429 | 430 => Ok(Outcome::Wait(cost::retry_after(reply.retry_after.as_deref()))),
        status @ 500..=599 => Err(AskFailed::Unavailable(status)),
        status => Err(AskFailed::Status(status)),
    }
}

fn of_graphql<T: DeserializeOwned>(body: &[u8]) -> Result<Outcome<T>, AskFailed> {
    let Envelope { data, errors, extensions } = serde_json::from_slice(body).map_err(unreadable)?;
    let errors = errors.map(RawValue::get).filter(|errors| !matches!(*errors, "null" | "[]"));
    match (errors, data) {
        (Some(errors), _) => of_errors(errors, extensions.cost),
        (None, Some(data)) => serde_json::from_str(data.get()).map(Outcome::Data).map_err(unreadable),
        (None, None) => Err(AskFailed::Unreadable("there is neither data nor an error".into())),
    }
}

/// Whatever is there beside errors is not taken: nobody could tell what is missing.
fn of_errors<T>(errors: &str, cost: Option<Cost>) -> Result<Outcome<T>, AskFailed> {
    let errors = serde_json::from_str::<Vec<GraphError>>(errors).unwrap_or_default();
    let has = |code: &str| errors.iter().any(|error| error.extensions.code.as_deref() == Some(code));
    let message = errors.first().map_or("an error without a message", |error| error.message.as_str());
    let message = shortened(message, LONGEST_MESSAGE);
    if has("THROTTLED") || message == "Throttled" {
        let wait = cost.map_or(Some(cost::untold()), Cost::wait);
        return wait.map(Outcome::Wait).ok_or(AskFailed::Refused(message));
    }
    if has("ACCESS_DENIED") {
        return Err(AskFailed::ScopeMissing(message));
    }
    match has("INTERNAL_SERVER_ERROR") {
        true => Err(AskFailed::Unavailable(200)),
        false => Err(AskFailed::Refused(message)),
    }
}

/// What is wrong with it, without a word of the answer.
fn unreadable(error: serde_json::Error) -> AskFailed {
    let kind = if error.is_data() { "another shape" } else { "no JSON" };
    AskFailed::Unreadable(format!("{kind} (line {}, column {})", error.line(), error.column()))
}
