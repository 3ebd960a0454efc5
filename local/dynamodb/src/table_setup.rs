//! Creates the tables at a DynamoDB-compatible endpoint.

use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::DisplayErrorContext;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection, ProjectionType,
    ScalarAttributeType, StreamSpecification, StreamViewType, TableStatus, TimeToLiveSpecification, TimeToLiveStatus,
};

use crate::tables::{Index, TABLES, Table};

/// The attribute that items expire by, in Unix seconds.
const EXPIRES_AT: &str = "expires_at";

/// How long a new table may take to become active, and the interval of the checks.
const ACTIVE_TIMEOUT: Duration = Duration::from_secs(60);
const ACTIVE_POLL: Duration = Duration::from_millis(200);

/// Why a table is not ready.
#[derive(Debug, thiserror::Error)]
#[error("table {table}: {reason}")]
pub struct TableError {
    /// The table's real name.
    pub table: String,
    /// The endpoint's error.
    pub reason: String,
}

/// Creates the missing tables at the client's endpoint, and waits until all tables are active.
///
/// An existing table is unchanged, except that expiry is enabled if it is disabled.
///
/// # Errors
/// [`TableError`] if a request fails, or a new table is not active within a minute.
pub async fn ensure_tables(client: &Client) -> Result<(), TableError> {
    for table in &TABLES {
        if status(client, table.local_name).await?.is_none() {
            create(client, table).await?;
        }
    }
    for table in &TABLES {
        wait_until_active(client, table.local_name).await?;
        if table.expires {
            ensure_expiry(client, table.local_name).await?;
        }
    }
    Ok(())
}

/// Removes a table with its items; a missing table is no error.
///
/// # Errors
/// [`TableError`] if the request fails.
pub async fn drop_table(client: &Client, table: &str) -> Result<(), TableError> {
    match client.delete_table().table_name(table).send().await {
        Ok(_) => Ok(()),
        Err(error) if error.as_service_error().is_some_and(|error| error.is_resource_not_found_exception()) => Ok(()),
        Err(error) => Err(failed(table, error)),
    }
}

/// The ARN of the stream of the table with the real name `table`.
///
/// # Errors
/// [`TableError`] if the request fails or the table has no stream.
pub async fn stream_arn(client: &Client, table: &str) -> Result<String, TableError> {
    let described = client.describe_table().table_name(table).send().await.map_err(|error| failed(table, error))?;
    described
        .table
        .and_then(|table| table.latest_stream_arn)
        .ok_or_else(|| TableError { table: table.to_owned(), reason: "it has no stream".to_owned() })
}

fn failed(table: &str, error: impl std::error::Error) -> TableError {
    TableError { table: table.to_owned(), reason: DisplayErrorContext(error).to_string() }
}

/// The table's status; `None` if there is no such table.
async fn status(client: &Client, table: &str) -> Result<Option<TableStatus>, TableError> {
    match client.describe_table().table_name(table).send().await {
        Ok(described) => Ok(described.table.and_then(|table| table.table_status)),
        Err(error) if error.as_service_error().is_some_and(|error| error.is_resource_not_found_exception()) => Ok(None),
        Err(error) => Err(failed(table, error)),
    }
}

async fn create(client: &Client, table: &Table) -> Result<(), TableError> {
    let mut attributes = vec!["pk"];
    attributes.extend(table.sorted.then_some("sk"));
    let mut request = client
        .create_table()
        .table_name(table.local_name)
        .billing_mode(BillingMode::PayPerRequest)
        .set_key_schema(Some(key_schema("pk", table.sorted.then_some("sk"))));
    if let Some(index) = table.index {
        attributes.extend([index.hash, index.range]);
        request = request.global_secondary_indexes(keys_only(index));
    }
    if table.streamed {
        request = request.stream_specification(new_and_old_images());
    }
    attributes.sort_unstable();
    attributes.dedup();
    let definitions = attributes.into_iter().map(string_attribute).collect();
    request
        .set_attribute_definitions(Some(definitions))
        .send()
        .await
        .map_err(|error| failed(table.local_name, error))?;
    Ok(())
}

const COMPLETE: &str = "every required field is set";

fn key_schema(hash: &str, range: Option<&str>) -> Vec<KeySchemaElement> {
    let element =
        |name: &str, kind| KeySchemaElement::builder().attribute_name(name).key_type(kind).build().expect(COMPLETE);
    let mut schema = vec![element(hash, KeyType::Hash)];
    schema.extend(range.map(|name| element(name, KeyType::Range)));
    schema
}

fn keys_only(index: Index) -> GlobalSecondaryIndex {
    GlobalSecondaryIndex::builder()
        .index_name(index.name)
        .set_key_schema(Some(key_schema(index.hash, Some(index.range))))
        .projection(Projection::builder().projection_type(ProjectionType::KeysOnly).build())
        .build()
        .expect(COMPLETE)
}

fn new_and_old_images() -> StreamSpecification {
    StreamSpecification::builder()
        .stream_enabled(true)
        .stream_view_type(StreamViewType::NewAndOldImages)
        .build()
        .expect(COMPLETE)
}

fn string_attribute(name: &str) -> AttributeDefinition {
    AttributeDefinition::builder().attribute_name(name).attribute_type(ScalarAttributeType::S).build().expect(COMPLETE)
}

async fn wait_until_active(client: &Client, table: &str) -> Result<(), TableError> {
    let active = async {
        while status(client, table).await? != Some(TableStatus::Active) {
            tokio::time::sleep(ACTIVE_POLL).await;
        }
        Ok(())
    };
    tokio::time::timeout(ACTIVE_TIMEOUT, active).await.unwrap_or_else(|_elapsed| {
        Err(TableError { table: table.to_owned(), reason: "it is not active after a minute".to_owned() })
    })
}

/// DynamoDB rejects enabling expiry where it is enabled, so this checks first.
async fn ensure_expiry(client: &Client, table: &str) -> Result<(), TableError> {
    let described =
        client.describe_time_to_live().table_name(table).send().await.map_err(|error| failed(table, error))?;
    let now = described.time_to_live_description.and_then(|described| described.time_to_live_status);
    if matches!(now, Some(TimeToLiveStatus::Enabled | TimeToLiveStatus::Enabling)) {
        return Ok(());
    }
    let wanted = TimeToLiveSpecification::builder().enabled(true).attribute_name(EXPIRES_AT).build();
    client
        .update_time_to_live()
        .table_name(table)
        .time_to_live_specification(wanted.expect(COMPLETE))
        .send()
        .await
        .map_err(|error| failed(table, error))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::types::TableDescription;

    use super::*;
    use crate::{Engine, dynamodb};

    async fn described(client: &Client, table: &Table) -> TableDescription {
        let response = client.describe_table().table_name(table.local_name).send().await.expect("a response");
        response.table.expect("a table")
    }

    #[tokio::test]
    async fn missing_tables_are_created_once_with_keys_index_stream_and_expiry() {
        let folder = tempfile::tempdir().expect("a folder");
        let engine = Engine::start(&folder.path().join("dynamodb.sqlite"), 0).expect("an engine");
        let client = dynamodb(engine.endpoint());
        ensure_tables(&client).await.expect("tables");
        ensure_tables(&client).await.expect("a second call");
        for table in &TABLES {
            let made = described(&client, table).await;
            assert_eq!(made.key_schema(), key_schema("pk", table.sorted.then_some("sk")), "{}", table.name);
            assert_eq!(made.latest_stream_arn.is_some(), table.streamed, "{}", table.name);
            let indexes: Vec<_> =
                made.global_secondary_indexes().iter().filter_map(|index| index.index_name()).collect();
            assert_eq!(indexes, Vec::from_iter(table.index.map(|index| index.name)), "{}", table.name);
            let ttl = client.describe_time_to_live().table_name(table.local_name).send().await.expect("a response");
            let attribute = ttl.time_to_live_description.and_then(|ttl| ttl.attribute_name);
            assert_eq!(attribute.as_deref(), table.expires.then_some(EXPIRES_AT), "{}", table.name);
        }
    }
}
