//! One object of the bucket: what Lambda keeps of a batch that failed for good.

use aws_lambda_events::event::dynamodb::EventRecord;
use domain::delivery::DeliveryMetadata;
use serde::Deserialize;
use serde_json::value::RawValue;
use store::stream_record;
use tracing::error;

/// The object, as far as it is read. To a bucket, Lambda writes the whole invocation event as text:
/// <https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html>
#[derive(Deserialize)]
struct Object {
    payload: String,
}

#[derive(Deserialize)]
struct Payload<'a> {
    #[serde(rename = "Records", borrow)]
    records: Vec<&'a RawValue>,
}

/// A delivery of a batch.
#[derive(Debug)]
pub(crate) struct FailedDelivery {
    /// All but headers and body.
    pub(crate) metadata: DeliveryMetadata,
    /// Whether a redaction had left nothing of its body.
    pub(crate) is_without_body: bool,
}

/// What could be read of a batch.
#[derive(Debug, Default)]
pub(crate) struct FailedBatch {
    /// The deliveries that were to be processed.
    pub(crate) deliveries: Vec<FailedDelivery>,
    /// How many records are none that Storebell writes: one of them may be what failed the batch.
    pub(crate) unreadable: usize,
}

impl FailedBatch {
    /// Reads an object; `None` if it is none that Lambda writes. Bodies are read over and not kept.
    pub(crate) fn read(object: &[u8]) -> Option<Self> {
        let Object { payload } = serde_json::from_slice(object).ok()?;
        let Payload { records } = serde_json::from_str(&payload).ok()?;
        let mut batch = Self::default();
        for (position, record) in records.into_iter().enumerate() {
            match delivery(record) {
                Ok(delivery) => batch.deliveries.extend(delivery),
                Err(detail) => {
                    error!(batch.position = position, detail, "a record of a failed batch cannot be read");
                    batch.unreadable += 1;
                }
            }
        }
        Some(batch)
    }
}

/// The delivery of a record; an error's text quotes nothing of it.
fn delivery(record: &RawValue) -> Result<Option<FailedDelivery>, &'static str> {
    let record: EventRecord = serde_json::from_str(record.get()).map_err(|_| "it is no record of a stream")?;
    let row = stream_record::delivery(record).map_err(|_| "its row is no delivery")?;
    Ok(row.map(|row| FailedDelivery { metadata: row.metadata(), is_without_body: row.is_without_body() }))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn what_lambda_does_not_write_is_no_batch() {
        for object in ["", "{}", "[]", r#"{"payload":{"Records":[]}}"#, r#"{"payload":"{}"}"#, r#"{"payload":"no"}"#] {
            assert!(FailedBatch::read(object.as_bytes()).is_none(), "{object}");
        }
        assert!(FailedBatch::read(&[0xff]).is_none());
    }

    #[test]
    fn a_record_that_cannot_be_read_is_counted_and_what_is_no_delivery_is_not() {
        let record = |name: &str, image: Value| {
            let change = json!({"NewImage": image, "SizeBytes": 1});
            json!({"eventID": "1", "eventName": name, "awsRegion": "us-east-1", "dynamodb": change})
        };
        let no_delivery = json!({"kind": {"S": "delivery"}});
        let records = json!([
            record("REMOVE", no_delivery.clone()),
            record("INSERT", json!({"kind": {"S": "part"}})),
            record("INSERT", no_delivery),
            7,
        ]);
        let payload = json!({ "Records": records }).to_string();
        let batch = FailedBatch::read(json!({ "payload": payload }).to_string().as_bytes()).unwrap();
        assert_eq!((batch.deliveries.len(), batch.unreadable), (0, 2));
    }
}
