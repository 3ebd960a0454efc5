//! The tables of one test.

use aws_sdk_dynamodb::Client;
use local_dynamodb::{Engine, TABLES, dynamodb, ensure_tables};
use runtime::environment::Environment;
use tempfile::TempDir;

/// Empty tables on an embedded DynamoDB of their own, in a temporary folder; gone when dropped.
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
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Stops the engine: requests fail from now on.
    pub async fn stop(self) {
        self.engine.shutdown().await;
    }
}
