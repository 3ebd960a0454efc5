//! The on-failure destination: exhausted batches, each as one line of JSON in the form that Lambda writes into the bucket of a
//! stream mapping.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html>

use std::io;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::streamed_record::StreamedRecord;
use crate::ndjson_file::NdjsonFile;

/// A batch whose retries are exhausted.
pub(super) struct ExhaustedBatch<'a> {
    /// The request id of the last invocation.
    pub(super) request_id: &'a str,
    /// The function's ARN.
    pub(super) function_arn: &'a str,
    /// The number of attempts.
    pub(super) invocations: u32,
    /// Whether the last invocation itself failed, instead of reporting failed items.
    pub(super) function_failed: bool,
    /// The batch's shard.
    pub(super) shard_id: &'a str,
    /// The shard's stream.
    pub(super) stream_arn: &'a str,
    /// The records, in order.
    pub(super) records: &'a [StreamedRecord],
}

/// The on-failure file.
pub(super) struct OnFailure(pub(super) NdjsonFile);

impl OnFailure {
    /// Appends a batch, and returns once it is on the disk: the mapping keeps it nowhere else.
    pub(super) fn append(&self, exhausted: &ExhaustedBatch<'_>) -> io::Result<()> {
        self.0.append(&serde_json::to_vec(&line(exhausted, Timestamp::now()))?)
    }
}

fn line(exhausted: &ExhaustedBatch<'_>, now: Timestamp) -> Value {
    let records = exhausted.records;
    let (first, last) = (records.first(), records.last());
    let event = json!({"Records": records.iter().map(|record| &record.json).collect::<Vec<_>>()});
    let mut response = json!({"statusCode": 200, "executedVersion": "$LATEST"});
    if exhausted.function_failed {
        response["functionError"] = json!("Unhandled");
    }
    json!({
        "requestContext": {
            "requestId": exhausted.request_id,
            "functionArn": exhausted.function_arn,
            "condition": "RetryAttemptsExhausted",
            "approximateInvokeCount": exhausted.invocations,
        },
        "responseContext": response,
        "version": "1.0",
        "timestamp": format!("{now:.3}"),
        "DDBStreamBatchInfo": {
            "shardId": exhausted.shard_id,
            "startSequenceNumber": first.map(|record| &record.sequence),
            "endSequenceNumber": last.map(|record| &record.sequence),
            "approximateArrivalOfFirstRecord": arrival(first),
            "approximateArrivalOfLastRecord": arrival(last),
            "batchSize": records.len(),
            "streamArn": exhausted.stream_arn,
        },
        // The whole event as text, as Lambda writes it into a bucket.
        "payload": event.to_string(),
    })
}

fn arrival(record: Option<&StreamedRecord>) -> Option<String> {
    let seconds = record?.created_at_s?;
    Timestamp::from_second(seconds).ok().map(|moment| moment.to_string())
}

#[cfg(test)]
mod tests {
    use super::super::progress::RecordPosition;
    use super::*;

    fn record(sequence: &str, created_at_s: i64) -> StreamedRecord {
        StreamedRecord {
            position: RecordPosition::of_no_shard(),
            sequence: sequence.to_owned(),
            created_at_s: Some(created_at_s),
            json: json!({"eventID": sequence}),
            json_bytes: 0,
        }
    }

    fn exhausted(records: &[StreamedRecord]) -> ExhaustedBatch<'_> {
        ExhaustedBatch {
            request_id: "r1",
            function_arn: "arn:function",
            invocations: 11,
            function_failed: true,
            shard_id: "s1",
            stream_arn: "arn:stream",
            records,
        }
    }

    #[test]
    fn line_has_the_form_of_lambdas_object() {
        let records = [record("7", 1_573_690_399), record("9", 1_573_690_400)];
        let now = "2019-11-14T00:13:49.717123Z".parse().expect("a time");
        let expected = json!({
            "requestContext": {
                "requestId": "r1", "functionArn": "arn:function", "condition": "RetryAttemptsExhausted",
                "approximateInvokeCount": 11
            },
            "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
            "version": "1.0",
            "timestamp": "2019-11-14T00:13:49.717Z",
            "DDBStreamBatchInfo": {
                "shardId": "s1", "startSequenceNumber": "7", "endSequenceNumber": "9",
                "approximateArrivalOfFirstRecord": "2019-11-14T00:13:19Z",
                "approximateArrivalOfLastRecord": "2019-11-14T00:13:20Z",
                "batchSize": 2, "streamArn": "arn:stream"
            },
            "payload": r#"{"Records":[{"eventID":"7"},{"eventID":"9"}]}"#
        });
        assert_eq!(line(&exhausted(&records), now), expected);
    }

    #[test]
    fn batches_are_appended_as_lines() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("on-failure.ndjson");
        let file = OnFailure(NdjsonFile::new(path.clone()));
        file.append(&exhausted(&[record("7", 0)])).expect("a write");
        OnFailure(NdjsonFile::new(path.clone())).append(&exhausted(&[record("8", 0)])).expect("a write");
        let text = std::fs::read_to_string(path).expect("a file");
        let starts: Vec<Value> = text
            .lines()
            .map(|line| {
                serde_json::from_str::<Value>(line).expect("JSON")["DDBStreamBatchInfo"]["startSequenceNumber"].clone()
            })
            .collect();
        assert_eq!(starts, ["7", "8"]);
    }
}
