//! Answers of the Admin API: an HTTP status, and GraphQL's `data`, `errors` and `extensions`.
//!
//! <https://shopify.dev/docs/api/admin-graphql#status_and_error_codes>,
//! <https://shopify.dev/docs/api/usage/response-codes>

use std::time::Duration;

use domain::order_source::OrderSourceError;
use http_client::PostResponse;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use types::text::shortened;

use super::cost::{self, Cost};

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
pub(super) fn read<T: DeserializeOwned>(reply: &PostResponse) -> Result<Outcome<T>, OrderSourceError> {
    match reply.status {
        200 => of_graphql(&reply.body),
        401 | 403 => Err(OrderSourceError::TokenRefused),
        402 => Err(OrderSourceError::ShopFrozen),
        404 => Err(OrderSourceError::ShopNotFound),
        423 => Err(OrderSourceError::ShopLocked),
        429 | 430 => Ok(Outcome::Wait(cost::retry_after(reply.retry_after.as_deref()))),
        status @ 500..=599 => Err(OrderSourceError::Unavailable(status)),
        status => Err(OrderSourceError::Status(status)),
    }
}

fn of_graphql<T: DeserializeOwned>(body: &[u8]) -> Result<Outcome<T>, OrderSourceError> {
    let Envelope { data, errors, extensions } = serde_json::from_slice(body).map_err(unreadable)?;
    let errors = errors.map(RawValue::get).filter(|errors| !matches!(*errors, "null" | "[]"));
    match (errors, data) {
        (Some(errors), _) => of_errors(errors, extensions.cost),
        (None, Some(data)) => serde_json::from_str(data.get()).map(Outcome::Data).map_err(unreadable),
        (None, None) => Err(OrderSourceError::Unreadable("there is neither data nor an error".into())),
    }
}

/// Whatever is there beside errors is not taken: nobody could tell what is missing.
fn of_errors<T>(errors: &str, cost: Option<Cost>) -> Result<Outcome<T>, OrderSourceError> {
    let errors = serde_json::from_str::<Vec<GraphError>>(errors).unwrap_or_default();
    let has = |code: &str| errors.iter().any(|error| error.extensions.code.as_deref() == Some(code));
    let message = errors.first().map_or("an error without a message", |error| error.message.as_str());
    let message = shortened(message, LONGEST_MESSAGE);
    if has("THROTTLED") || message == "Throttled" {
        let wait = cost.map_or(Some(cost::untold()), Cost::wait);
        return wait.map(Outcome::Wait).ok_or(OrderSourceError::Refused(message));
    }
    if has("ACCESS_DENIED") {
        return Err(OrderSourceError::ScopeMissing(message));
    }
    match has("INTERNAL_SERVER_ERROR") {
        true => Err(OrderSourceError::Unavailable(200)),
        false => Err(OrderSourceError::Refused(message)),
    }
}

/// What is wrong with it, without a word of the answer.
fn unreadable(error: serde_json::Error) -> OrderSourceError {
    let kind = if error.is_data() { "another shape" } else { "no JSON" };
    OrderSourceError::Unreadable(format!("{kind} (line {}, column {})", error.line(), error.column()))
}
