//! One object of the bucket: a batch of the deliveries stream that failed until Lambda gave up.

use aws_lambda_events::event::dynamodb::EventRecord;
use domain::delivery::DeliveryMetadata;
use serde::Deserialize;
use serde_json::value::RawValue;
use store::stream_record;
use tracing::error;

/// The part of the object that is used. Its `payload` is the whole invocation event as a string:
/// <https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html>
#[derive(Deserialize)]
struct OnFailureRecord {
    payload: String,
}

#[derive(Deserialize)]
struct InvocationEvent<'a> {
    #[serde(rename = "Records", borrow)]
    records: Vec<&'a RawValue>,
}

/// A delivery of a failed batch.
#[derive(Debug)]
pub(crate) struct FailedDelivery {
    pub(crate) metadata: DeliveryMetadata,
    /// Whether a redaction had removed its whole body.
    pub(crate) is_without_body: bool,
}

/// The readable part of a failed batch.
#[derive(Debug, Default)]
pub(crate) struct FailedBatch {
    pub(crate) deliveries: Vec<FailedDelivery>,
    /// The number of records that Storebell does not write. One of them may be why the batch failed.
    pub(crate) unreadable_records: usize,
}

impl FailedBatch {
    /// Parses an object, without keeping bodies; `None` if it does not have the form that Lambda writes.
    pub(crate) fn parse(object: &[u8]) -> Option<Self> {
        let OnFailureRecord { payload } = serde_json::from_slice(object).ok()?;
        let InvocationEvent { records } = serde_json::from_str(&payload).ok()?;
        let mut batch = Self::default();
        for (position, record) in records.into_iter().enumerate() {
            match parse_delivery(record) {
                Ok(delivery) => batch.deliveries.extend(delivery),
                Err(detail) => {
                    error!(record.position = position, detail, "record of a failed batch is unreadable");
                    batch.unreadable_records += 1;
                }
            }
        }
        Some(batch)
    }
}

/// The delivery of a record, if the record is of a delivery. The error's text quotes nothing of the record.
fn parse_delivery(record: &RawValue) -> Result<Option<FailedDelivery>, &'static str> {
    let record: EventRecord = serde_json::from_str(record.get()).map_err(|_| "it is not a DynamoDB stream record")?;
    let row = stream_record::delivery(record).map_err(|_| "its row is not a delivery")?;
    Ok(row.map(|row| FailedDelivery { metadata: row.metadata(), is_without_body: row.is_without_body() }))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn object_not_written_by_lambda_is_not_parsed() {
        for object in ["", "{}", "[]", r#"{"payload":{"Records":[]}}"#, r#"{"payload":"{}"}"#, r#"{"payload":"no"}"#] {
            assert!(FailedBatch::parse(object.as_bytes()).is_none(), "{object}");
        }
        assert!(FailedBatch::parse(&[0xff]).is_none());
    }

    #[test]
    fn unreadable_records_are_counted_and_records_of_other_rows_are_ignored() {
        let record = |name: &str, image: Value| {
            let change = json!({"NewImage": image, "SizeBytes": 1});
            json!({"eventID": "1", "eventName": name, "awsRegion": "us-east-1", "dynamodb": change})
        };
        let incomplete_delivery = json!({"kind": {"S": "delivery"}});
        let records = json!([
            record("REMOVE", incomplete_delivery.clone()),
            record("INSERT", json!({"kind": {"S": "part"}})),
            record("INSERT", incomplete_delivery),
            7,
        ]);
        let payload = json!({ "Records": records }).to_string();
        let batch = FailedBatch::parse(json!({ "payload": payload }).to_string().as_bytes()).unwrap();
        assert_eq!((batch.deliveries.len(), batch.unreadable_records), (0, 2));
    }
}
