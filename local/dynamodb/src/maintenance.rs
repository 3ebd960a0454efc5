//! Maintenance that DynamoDB does and the embedded engine does not: it expires items and trims streams, on its own thread,
//! since both operations block.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, SystemTime};

use dynoxide::Database;

use crate::stream_records::{RETENTION, StreamRecords};

/// The interval of the maintenance. DynamoDB itself takes up to a few days to remove an expired item, and a sweep reads whole
/// tables.
///
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html>
const INTERVAL: Duration = Duration::from_secs(10 * 60);

/// Running maintenance. Dropping it ends the thread.
pub(super) struct Maintenance {
    _stop: Sender<()>,
}

/// Starts the maintenance. The first round is one interval later, so that after a long pause the stream's reader still gets
/// the records that are older than the retention.
pub(super) fn start(engine: Database, records: StreamRecords) -> std::io::Result<Maintenance> {
    let (stop, stopped) = channel();
    thread::Builder::new().name("dynamodb-maintenance".to_owned()).spawn(move || run(&engine, &records, &stopped))?;
    Ok(Maintenance { _stop: stop })
}

fn run(engine: &Database, records: &StreamRecords, stopped: &Receiver<()>) {
    while stopped.recv_timeout(INTERVAL) == Err(RecvTimeoutError::Timeout) {
        expire_items(engine);
        trim_streams(records);
    }
}

fn expire_items(engine: &Database) {
    match engine.sweep_ttl() {
        Ok(0) => {}
        Ok(items) => tracing::info!(ttl.items = items, "removed expired items"),
        Err(error) => {
            tracing::warn!(%error, "expired items could not be removed; retrying in the next round")
        }
    }
}

fn trim_streams(records: &StreamRecords) {
    match records.trim_before(SystemTime::now() - RETENTION) {
        Ok(0) => {}
        Ok(trimmed) => tracing::info!(stream.records = trimmed, "trimmed stream records older than 24 hours"),
        Err(error) => {
            tracing::warn!(%error, "stream records could not be trimmed; retrying in the next round")
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn request<T: serde::de::DeserializeOwned>(request: Value) -> T {
        serde_json::from_value(request).expect("a request")
    }

    #[test]
    fn only_expired_items_are_removed() {
        let engine = Database::memory().expect("an engine");
        let table = json!({
            "TableName": "test", "BillingMode": "PAY_PER_REQUEST",
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}]
        });
        engine.create_table(request(table)).expect("a table");
        let expiry = json!({"AttributeName": "expires_at", "Enabled": true});
        let ttl = json!({"TableName": "test", "TimeToLiveSpecification": expiry});
        engine.update_time_to_live(request(ttl)).expect("expiry");
        let (long_ago, far_off) = ("1000000000", "99999999999");
        for (key, expires_at) in [("old", long_ago), ("new", far_off)] {
            let item = json!({"pk": {"S": key}, "expires_at": {"N": expires_at}});
            engine.put_item(request(json!({"TableName": "test", "Item": item}))).expect("a put");
        }

        expire_items(&engine);

        let found = |key: &str| {
            let get = json!({"TableName": "test", "Key": {"pk": {"S": key}}});
            engine.get_item(request(get)).expect("an answer").item.is_some()
        };
        assert!(!found("old"));
        assert!(found("new"));
    }
}
