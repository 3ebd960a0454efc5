//! Responses of the Admin API: an HTTP status, and GraphQL's `data`, `errors` and `extensions`.
//!
//! <https://shopify.dev/docs/api/admin-graphql#status_and_error_codes>,
//! <https://shopify.dev/docs/api/usage/response-codes>

use std::time::Duration;

use domain::order_source::OrderSourceError;
use http_client::PostResponse;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use types::json_text::json_text;
use types::text::shortened;

use super::query_cost::{self, QueryCost};

/// The longest message of Shopify's that an error keeps, in characters.
const MAX_MESSAGE_CHARS: usize = 200;

/// The result of a query that did not fail.
pub(super) enum QueryResult<T> {
    /// The requested data.
    Data(T),
    /// The rate limit was exceeded: send the query again after this time.
    RetryAfter(Duration),
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
    cost: Option<QueryCost>,
}

#[derive(Deserialize)]
struct GraphqlError {
    #[serde(default)]
    message: String,
    #[serde(default)]
    extensions: ErrorExtensions,
}

#[derive(Default, Deserialize)]
struct ErrorExtensions {
    code: Option<String>,
}

/// Reads a response.
pub(super) fn read<T: DeserializeOwned>(response: &PostResponse) -> Result<QueryResult<T>, OrderSourceError> {
    match response.status {
        200 => read_graphql(&response.body),
        401 | 403 => Err(OrderSourceError::TokenRejected),
        402 => Err(OrderSourceError::ShopFrozen),
        404 => Err(OrderSourceError::ShopNotFound),
        423 => Err(OrderSourceError::ShopLocked),
        429 | 430 => Ok(QueryResult::RetryAfter(query_cost::retry_after_wait(response.retry_after.as_deref()))),
        status @ 500..=599 => Err(OrderSourceError::Unavailable(status)),
        status => Err(OrderSourceError::Status(status)),
    }
}

fn read_graphql<T: DeserializeOwned>(body: &[u8]) -> Result<QueryResult<T>, OrderSourceError> {
    // A title with half of a surrogate pair must not make the whole page unreadable.
    let text = json_text(body);
    let Envelope { data, errors, extensions } = serde_json::from_str(&text).map_err(invalid_json)?;
    let errors = errors.map(RawValue::get).filter(|errors| !matches!(*errors, "null" | "[]"));
    match (errors, data) {
        (Some(errors), _) => read_errors(errors, extensions.cost),
        (None, Some(data)) => serde_json::from_str(data.get()).map(QueryResult::Data).map_err(invalid_json),
        (None, None) => Err(OrderSourceError::InvalidResponse("it contains neither data nor errors".into())),
    }
}

/// Data beside errors is rejected: it is unknown what is missing in it.
fn read_errors<T>(errors: &str, cost: Option<QueryCost>) -> Result<QueryResult<T>, OrderSourceError> {
    let errors = serde_json::from_str::<Vec<GraphqlError>>(errors).unwrap_or_default();
    let has = |code: &str| errors.iter().any(|error| error.extensions.code.as_deref() == Some(code));
    let message = errors.first().map_or("no error message", |error| error.message.as_str());
    let message = shortened(message, MAX_MESSAGE_CHARS);
    if has("THROTTLED") || message == "Throttled" {
        let wait = cost.map_or(Some(query_cost::DEFAULT_WAIT), QueryCost::wait);
        return wait.map(QueryResult::RetryAfter).ok_or(OrderSourceError::QueryRejected(message));
    }
    if has("ACCESS_DENIED") {
        return Err(OrderSourceError::ScopeMissing(message));
    }
    match has("INTERNAL_SERVER_ERROR") {
        true => Err(OrderSourceError::Unavailable(200)),
        false => Err(OrderSourceError::QueryRejected(message)),
    }
}

/// Describes a deserialization error without quoting the response.
fn invalid_json(error: serde_json::Error) -> OrderSourceError {
    let kind = if error.is_data() { "unexpected fields" } else { "invalid JSON" };
    OrderSourceError::InvalidResponse(format!("{kind} (line {}, column {})", error.line(), error.column()))
}
