//! The embedded engine's SQLite table of stream records; no other module uses it.
//!
//! The engine (dynoxide-rs 3.2.0) searches for a table's highest sequence number, without an index, on every write, and
//! never trims records, so writes slow down as records accumulate: from 1,500 puts a second to 180 after 7,000 records
//! (measured). An index in the same file keeps the rate constant, and records are trimmed after 24 hours as on AWS. The
//! version is pinned, and the tests fail if its schema changes.

use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rusqlite::Connection;

/// How long a stream keeps a record.
///
/// 24 hours: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html>
pub(super) const RETENTION: Duration = Duration::from_secs(24 * 60 * 60);

/// Rows examined while the file's write lock is held, so that the engine's writes wait for milliseconds only.
const ROWS_PER_TRIM: usize = 500;

/// How long to wait for the engine to release the file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);

const CREATE_INDEX: &str = "CREATE INDEX IF NOT EXISTS storebell_stream_sequence
    ON _stream_records (table_name, CAST(sequence_number AS INTEGER))";

/// Ids grow with every insert, so the oldest records are examined first, without reading their images.
const TRIM: &str = "DELETE FROM _stream_records
    WHERE id IN (SELECT id FROM _stream_records ORDER BY id LIMIT ?1) AND created_at < ?2";

/// A second connection to the engine's file.
pub(super) struct StreamRecords {
    file: Connection,
}

impl StreamRecords {
    /// Opens the file, which the engine has opened before, and creates the index.
    pub(super) fn open(path: &Path) -> rusqlite::Result<Self> {
        let file = Connection::open(path)?;
        file.busy_timeout(BUSY_TIMEOUT)?;
        file.execute_batch(CREATE_INDEX)?;
        Ok(Self { file })
    }

    /// Removes the records created before `moment`; returns their number.
    pub(super) fn trim_before(&self, moment: SystemTime) -> rusqlite::Result<usize> {
        let moment = moment.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let mut trimmed = 0;
        loop {
            let removed = self.file.execute(TRIM, (ROWS_PER_TRIM, moment))?;
            trimmed += removed;
            if removed < ROWS_PER_TRIM {
                return Ok(trimmed);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use dynoxide::Database;
    use serde_json::json;

    use super::*;

    /// The engine's lookup before every write (storage.rs, `next_stream_sequence_number`).
    const HIGHEST_SEQUENCE: &str = "SELECT COALESCE(MAX(CAST(sequence_number AS INTEGER)), 0) + 1
        FROM _stream_records WHERE table_name = ?1";

    /// The engine's read of a shard (storage.rs, `stream_records_with_event_ids`).
    const SHARD_READ: &str = "SELECT event_name, keys_json, new_image, old_image, sequence_number, created_at,
        user_identity, event_id FROM _stream_records
        WHERE table_name = ?1 AND shard_id = ?2 AND CAST(sequence_number AS INTEGER) > ?3
        ORDER BY CAST(sequence_number AS INTEGER) ASC LIMIT ?4";

    struct Store {
        engine: Database,
        records: StreamRecords,
        _folder: tempfile::TempDir,
    }

    fn store() -> Store {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("dynamodb.sqlite");
        let engine = Database::new(path.to_str().expect("UTF-8")).expect("an engine");
        let records = StreamRecords::open(&path).expect("the engine's stream records");
        let table = serde_json::from_value(json!({
            "TableName": "test", "BillingMode": "PAY_PER_REQUEST",
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
            "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_AND_OLD_IMAGES"}
        }));
        engine.create_table(table.expect("a request")).expect("a table");
        Store { engine, records, _folder: folder }
    }

    fn put(engine: &Database, key: &str) {
        let request = json!({"TableName": "test", "Item": {"pk": {"S": key}}});
        engine.put_item(serde_json::from_value(request).expect("a request")).expect("a put");
    }

    fn plan(records: &StreamRecords, query: &str) -> String {
        let mut statement = records.file.prepare(&format!("EXPLAIN QUERY PLAN {query}")).expect("a plan");
        let unbound = vec![rusqlite::types::Null; statement.parameter_count()];
        let lines = statement.query_map(rusqlite::params_from_iter(unbound), |row| row.get::<_, String>("detail"));
        lines.expect("rows").collect::<Result<Vec<_>, _>>().expect("text").join("; ")
    }

    fn count(records: &StreamRecords) -> i64 {
        records.file.query_row("SELECT COUNT(*) FROM _stream_records", [], |row| row.get(0)).expect("a count")
    }

    #[test]
    fn engines_table_has_the_expected_columns() {
        let store = store();
        let mut statement = store.records.file.prepare("SELECT name, type FROM pragma_table_info('_stream_records')");
        let columns: Vec<String> = statement
            .as_mut()
            .expect("a table")
            .query_map([], |row| Ok(format!("{} {}", row.get::<_, String>(0)?, row.get::<_, String>(1)?)))
            .expect("columns")
            .collect::<Result<_, _>>()
            .expect("text");
        let known = [
            "id INTEGER",
            "table_name TEXT",
            "event_name TEXT",
            "keys_json TEXT",
            "new_image TEXT",
            "old_image TEXT",
            "sequence_number TEXT",
            "shard_id TEXT",
            "created_at INTEGER",
            "user_identity TEXT",
            "event_id TEXT",
        ];
        assert_eq!(columns, known);
    }

    #[test]
    fn engines_queries_use_the_index_and_do_not_sort() {
        let store = store();
        for query in [HIGHEST_SEQUENCE, SHARD_READ] {
            let plan = plan(&store.records, query);
            assert!(plan.contains("INDEX storebell_stream_sequence (table_name=?"), "{plan}");
            assert!(!plan.contains("TEMP B-TREE"), "{plan}");
        }
    }

    #[test]
    fn only_records_before_the_moment_are_trimmed() {
        let store = store();
        let many = ROWS_PER_TRIM + 3;
        (0..many).for_each(|key| put(&store.engine, &key.to_string()));
        let made_old = "UPDATE _stream_records SET created_at = 1000 WHERE id <= ?1";
        store.records.file.execute(made_old, [ROWS_PER_TRIM + 1]).expect("an update");

        let moment = SystemTime::now() - RETENTION;
        assert_eq!(store.records.trim_before(moment).expect("a trim"), ROWS_PER_TRIM + 1);
        assert_eq!(count(&store.records), 2);
        assert_eq!(store.records.trim_before(moment).expect("a trim"), 0);
    }

    #[test]
    fn engine_writes_increasing_sequence_numbers_after_a_complete_trim() {
        let store = store();
        let sequence = |store: &Store| -> i64 {
            let query = "SELECT MAX(CAST(sequence_number AS INTEGER)) FROM _stream_records";
            store.records.file.query_row(query, [], |row| row.get(0)).expect("a number")
        };
        put(&store.engine, "before");
        let before = sequence(&store);
        let tomorrow = SystemTime::now() + RETENTION;
        assert_eq!(store.records.trim_before(tomorrow).expect("a trim"), 1);
        put(&store.engine, "after");
        assert!(sequence(&store) > before, "a reader that continues after `before` gets the new record");
    }
}
