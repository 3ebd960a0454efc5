//! Errors of the tables.

use aws_sdk_dynamodb::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};

/// A table could not be read or written. The only error that fails a batch of the stream; a channel function responds
/// 503.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// DynamoDB returned an error or did not respond in time.
    #[error("DynamoDB: {operation}: {detail}")]
    Unavailable {
        /// The operation, such as `PutItem deliveries`.
        operation: &'static str,
        /// The SDK's error.
        detail: String,
    },
    /// A row does not have the form in which Storebell writes it.
    #[error("a row of {table} is unreadable: {detail}")]
    Unreadable {
        /// The table.
        table: &'static str,
        /// The parser's error, without the row's values.
        detail: String,
    },
    /// There are more rows than the caller's bound allows.
    #[error("too many {0}")]
    TooMany(&'static str),
    /// Other writers changed the row at every attempt.
    #[error("too many conflicts: {0}")]
    Contended(&'static str),
}

impl StoreError {
    /// Converts the error of the SDK call `operation`.
    pub(super) fn of<E, R>(operation: &'static str) -> impl Fn(SdkError<E, R>) -> Self
    where
        E: std::error::Error + 'static,
        R: std::fmt::Debug,
    {
        move |error| Self::Unavailable { operation, detail: DisplayErrorContext(&error).to_string() }
    }

    /// Converts the error of parsing a row of `table`.
    pub(super) fn unreadable(table: &'static str) -> impl Fn(serde_dynamo::Error) -> Self {
        move |error| Self::Unreadable { table, detail: error.to_string() }
    }
}

/// The response to a conditional write; `None` where the condition did not hold, so that nothing was written.
pub(super) fn conditional<T, E, R>(
    operation: &'static str,
    written: Result<T, SdkError<E, R>>,
) -> Result<Option<T>, StoreError>
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
    R: std::fmt::Debug,
{
    match written {
        Ok(response) => Ok(Some(response)),
        Err(error) if error.code() == Some("ConditionalCheckFailedException") => Ok(None),
        Err(error) => Err(StoreError::of(operation)(error)),
    }
}
