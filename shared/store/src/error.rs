//! What can go wrong with a table.

use aws_sdk_dynamodb::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};

/// Trouble with a table. It is the only thing that fails a batch of the stream, and a 503 at the doors.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// DynamoDB refused or did not answer in time.
    #[error("DynamoDB: {operation}: {detail}")]
    Unavailable {
        /// The operation, such as `PutItem deliveries`.
        operation: &'static str,
        /// What the SDK said.
        detail: String,
    },
    /// A row is not what Storebell writes.
    #[error("a row of {table} is unreadable: {detail}")]
    Unreadable {
        /// The table.
        table: &'static str,
        /// What is wrong with it.
        detail: String,
    },
    /// There are more rows than anything here is made for.
    #[error("too many {0}")]
    TooMany(&'static str),
    /// Another writer was faster, again and again.
    #[error("too many conflicts: {0}")]
    Contended(&'static str),
}

impl StoreError {
    /// Of an SDK call.
    pub(super) fn of<E, R>(operation: &'static str) -> impl Fn(SdkError<E, R>) -> Self
    where
        E: std::error::Error + 'static,
        R: std::fmt::Debug,
    {
        move |error| Self::Unavailable { operation, detail: DisplayErrorContext(&error).to_string() }
    }

    /// Of a row that could not be read.
    pub(super) fn unreadable(table: &'static str) -> impl Fn(serde_dynamo::Error) -> Self {
        move |error| Self::Unreadable { table, detail: error.to_string() }
    }
}

/// What a write on condition has answered; `None` where its condition did not hold, so that nothing was written.
pub(super) fn on_condition<T, E, R>(
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
