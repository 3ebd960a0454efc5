//! A stream record as the JSON in the `Records` of Lambda's event.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html>

use std::collections::HashMap;

use aws_sdk_dynamodbstreams::primitives::Blob;
use aws_sdk_dynamodbstreams::types::{AttributeValue, Record, StreamRecord};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

/// The record, with the ARN of its stream.
pub(super) fn record(record: &Record, stream_arn: &str) -> Value {
    let mut json = Map::new();
    set(&mut json, "eventID", record.event_id());
    set(&mut json, "eventName", record.event_name().map(|name| name.as_str()));
    set(&mut json, "eventVersion", record.event_version());
    set(&mut json, "eventSource", record.event_source());
    set(&mut json, "awsRegion", record.aws_region());
    set(&mut json, "dynamodb", record.dynamodb().map(change));
    set(&mut json, "eventSourceARN", Some(stream_arn));
    set(
        &mut json,
        "userIdentity",
        record
            .user_identity()
            .map(|identity| json!({"type": identity.r#type(), "principalId": identity.principal_id()})),
    );
    Value::Object(json)
}

/// Attributes by name, each in DynamoDB's JSON.
pub(super) fn item(attributes: &HashMap<String, AttributeValue>) -> Value {
    // Sorted, so that equal items have equal texts.
    let mut names: Vec<&String> = attributes.keys().collect();
    names.sort_unstable();
    names.into_iter().map(|name| (name.clone(), attribute(&attributes[name]))).collect()
}

fn change(change: &StreamRecord) -> Value {
    let mut json = Map::new();
    let created = change.approximate_creation_date_time().map(|moment| moment.secs());
    set(&mut json, "ApproximateCreationDateTime", created);
    set(&mut json, "Keys", change.keys().map(item));
    set(&mut json, "NewImage", change.new_image().map(item));
    set(&mut json, "OldImage", change.old_image().map(item));
    set(&mut json, "SequenceNumber", change.sequence_number());
    set(&mut json, "SizeBytes", change.size_bytes());
    set(&mut json, "StreamViewType", change.stream_view_type().map(|view| view.as_str()));
    Value::Object(json)
}

/// A missing field is omitted, as in Lambda's event.
fn set(json: &mut Map<String, Value>, name: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        json.insert(name.to_owned(), value.into());
    }
}

fn attribute(value: &AttributeValue) -> Value {
    let base64 = |bytes: &Blob| STANDARD.encode(bytes.as_ref());
    match value {
        AttributeValue::B(bytes) => json!({"B": base64(bytes)}),
        AttributeValue::Bool(truth) => json!({"BOOL": truth}),
        AttributeValue::Bs(all) => json!({"BS": all.iter().map(base64).collect::<Vec<_>>()}),
        AttributeValue::L(list) => json!({"L": list.iter().map(attribute).collect::<Vec<_>>()}),
        AttributeValue::M(map) => json!({"M": item(map)}),
        AttributeValue::N(number) => json!({"N": number}),
        AttributeValue::Ns(numbers) => json!({"NS": numbers}),
        AttributeValue::Null(is_null) => json!({"NULL": is_null}),
        AttributeValue::S(text) => json!({"S": text}),
        AttributeValue::Ss(texts) => json!({"SS": texts}),
        // A type that this version of the SDK does not know. Stored items have no attribute of such a type.
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodbstreams::primitives::DateTime;
    use aws_sdk_dynamodbstreams::types::{Identity, OperationType, StreamViewType};

    use super::*;

    #[test]
    fn every_attribute_type_has_dynamodbs_json() {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let cases = [
            (AttributeValue::B(Blob::new([0xff, 0x00])), json!({"B": "/wA="})),
            (AttributeValue::Bool(true), json!({"BOOL": true})),
            (AttributeValue::Bs(vec![Blob::new("a")]), json!({"BS": ["YQ=="]})),
            (
                AttributeValue::L(vec![text("a"), AttributeValue::Null(true)]),
                json!({"L": [{"S": "a"}, {"NULL": true}]}),
            ),
            (AttributeValue::M(HashMap::from([("k".to_owned(), text("v"))])), json!({"M": {"k": {"S": "v"}}})),
            // 38 digits: DynamoDB's precision, which is higher than that of a float.
            (
                AttributeValue::N("12345678901234567890123456789012345678".to_owned()),
                json!({"N": "12345678901234567890123456789012345678"}),
            ),
            (AttributeValue::Ns(vec!["1".to_owned()]), json!({"NS": ["1"]})),
            (AttributeValue::Ss(vec!["s".to_owned()]), json!({"SS": ["s"]})),
        ];
        for (value, expected) in cases {
            assert_eq!(attribute(&value), expected);
        }
    }

    #[test]
    fn record_has_exactly_lambdas_fields() {
        let key = HashMap::from([("pk".to_owned(), AttributeValue::S("demo#1".to_owned()))]);
        let change = StreamRecord::builder()
            .approximate_creation_date_time(DateTime::from_secs(1_700_000_000))
            .set_keys(Some(key.clone()))
            .set_new_image(Some(key))
            .sequence_number("111")
            .size_bytes(26)
            .stream_view_type(StreamViewType::NewAndOldImages);
        let insert = Record::builder()
            .event_id("e1")
            .event_name(OperationType::Insert)
            .event_version("1.1")
            .event_source("aws:dynamodb")
            .aws_region("us-east-1")
            .dynamodb(change.build())
            .user_identity(Identity::builder().r#type("Service").principal_id("dynamodb.amazonaws.com").build());
        let expected = json!({
            "eventID": "e1", "eventName": "INSERT", "eventVersion": "1.1", "eventSource": "aws:dynamodb",
            "awsRegion": "us-east-1", "eventSourceARN": "arn:stream",
            "dynamodb": {
                "ApproximateCreationDateTime": 1_700_000_000, "Keys": {"pk": {"S": "demo#1"}},
                "NewImage": {"pk": {"S": "demo#1"}}, "SequenceNumber": "111", "SizeBytes": 26,
                "StreamViewType": "NEW_AND_OLD_IMAGES"
            },
            "userIdentity": {"type": "Service", "principalId": "dynamodb.amazonaws.com"}
        });
        assert_eq!(record(&insert.build(), "arn:stream"), expected);
    }
}
