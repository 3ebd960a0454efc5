//! A record between reader and function: its event JSON, and what the mapping needs.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use aws_sdk_dynamodbstreams::types::{AttributeValue, Record};
use serde_json::Value;

use super::progress::RecordPosition;
use super::record_json;

/// A record that matches the filter.
pub(super) struct StreamedRecord {
    /// Its position in the shard's progress.
    pub(super) position: RecordPosition,
    /// Its sequence number.
    pub(super) sequence: String,
    /// When the change was made, in Unix seconds.
    pub(super) created_at_s: Option<i64>,
    /// The record as in an event's `Records`.
    pub(super) json: Value,
    /// The length of that JSON as text.
    pub(super) json_bytes: usize,
}

impl StreamedRecord {
    /// A record of the stream, with the position that `position_for` returns for its size in bytes.
    pub(super) fn new(record: &Record, stream_arn: &str, position_for: impl FnOnce(usize) -> RecordPosition) -> Self {
        let json = record_json::record(record, stream_arn);
        let json_bytes = json.to_string().len();
        let created = record.dynamodb().and_then(|change| change.approximate_creation_date_time());
        Self {
            position: position_for(json_bytes),
            sequence: sequence(record).to_owned(),
            created_at_s: created.map(|moment| moment.secs()),
            json,
            json_bytes,
        }
    }
}

/// The record's sequence number; every record of DynamoDB has one.
pub(super) fn sequence(record: &Record) -> &str {
    record.dynamodb().and_then(|change| change.sequence_number()).unwrap_or_default()
}

/// The partition of the record's item, out of `workers`: changes of an item stay in order, since they share a partition.
pub(super) fn partition_of(record: &Record, workers: usize) -> usize {
    let no_keys = HashMap::<String, AttributeValue>::new();
    let keys = record.dynamodb().and_then(|change| change.keys()).unwrap_or(&no_keys);
    let mut hasher = DefaultHasher::new();
    record_json::item(keys).to_string().hash(&mut hasher);
    let workers = u64::try_from(workers.max(1)).unwrap_or(1);
    usize::try_from(hasher.finish() % workers).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodbstreams::types::StreamRecord;

    use super::*;

    fn record_of(key: &str, image: &str) -> Record {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let change = StreamRecord::builder().keys("pk", text(key)).keys("sk", text("-")).new_image("x", text(image));
        Record::builder().dynamodb(change.build()).build()
    }

    #[test]
    fn item_always_has_the_same_partition_and_many_items_use_every_partition() {
        let partition = |key: usize, image: &str| partition_of(&record_of(&key.to_string(), image), 4);
        let mut used = [false; 4];
        for key in 0..100 {
            assert_eq!(partition(key, "before"), partition(key, "after"));
            used[partition(key, "before")] = true;
        }
        assert_eq!(used, [true; 4]);
    }
}
