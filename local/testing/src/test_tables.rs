//! The tables of one test.

use std::collections::HashMap;
use std::path::Path;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use local_dynamodb::{Engine, TABLES, dynamodb, ensure_tables};
use runtime::environment::Environment;
use serde_json::Value;
use store::{Store, Tables};
use tempfile::TempDir;

/// Empty tables on an embedded DynamoDB of their own, in a temporary folder that is removed when this is dropped.
///
/// `table` is a table's name without the prefix `storebell-`.
pub struct TestTables {
    /// A client for them.
    pub client: Client,
    engine: Engine,
    folder: TempDir,
}

impl TestTables {
    /// Starts the engine and creates the tables.
    ///
    /// # Panics
    /// If that fails.
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::start(&folder.path().join("dynamodb.sqlite"), 0).unwrap();
        let client = dynamodb(engine.endpoint());
        ensure_tables(&client).await.unwrap();
        Self { client, engine, folder }
    }

    /// The environment of a function on these tables, with further variables.
    pub fn environment<'a>(&self, variables: impl IntoIterator<Item = (&'a str, &'a str)>) -> Environment {
        Environment::from_pairs(TABLES.map(|table| (table.variable, table.local_name)).into_iter().chain(variables))
    }

    /// The folder of the tables, for further files of the test.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The rows of a table by sort key, without their binary attributes, which JSON has no form for.
    ///
    /// # Panics
    /// If the table is missing.
    pub async fn rows(&self, table: &str) -> Vec<Value> {
        let scan = self.client.scan().table_name(name(table)).send().await.unwrap();
        let mut rows: Vec<_> = scan.items.unwrap().into_iter().map(without_binary).collect();
        rows.sort_by_key(|row| row["sk"].to_string());
        rows
    }

    /// As [`TestTables::rows`], only rows whose partition key has this prefix.
    pub async fn rows_with_prefix(&self, table: &str, prefix: &str) -> Vec<Value> {
        let mut rows = self.rows(table).await;
        rows.retain(|row| row["pk"].as_str().unwrap().starts_with(prefix));
        rows
    }

    /// Writes a row.
    ///
    /// # Panics
    /// If that fails.
    pub async fn put_row(&self, table: &str, row: &Value) {
        let row = serde_dynamo::to_item(row).unwrap();
        self.client.put_item().table_name(name(table)).set_item(Some(row)).send().await.unwrap();
    }

    /// Deletes a table, so that requests to it fail.
    ///
    /// # Panics
    /// If it is missing.
    pub async fn drop_table(&self, table: &str) {
        self.client.delete_table().table_name(name(table)).send().await.unwrap();
    }

    /// Creates the tables that were dropped, without rows.
    ///
    /// # Panics
    /// If that fails.
    pub async fn restore_tables(&self) {
        ensure_tables(&self.client).await.unwrap();
    }

    /// Stops the engine, so that all requests fail.
    pub async fn stop(self) {
        self.engine.shutdown().await;
    }
}

fn name(table: &str) -> String {
    format!("storebell-{table}")
}

fn without_binary(mut row: HashMap<String, AttributeValue>) -> Value {
    row.retain(|_, value| !value.is_b());
    serde_dynamo::from_item(row).unwrap()
}

/// The store on the tables that `environment` names.
///
/// # Panics
/// If the environment is invalid.
pub fn store(client: &Client, environment: &Environment) -> Store {
    Store::new(client.clone(), Tables::from_environment(environment).unwrap())
}
