//! The mapping's filter, as in template.yaml: new and changed deliveries, but not their parts, and no removals.

use aws_sdk_dynamodbstreams::types::{AttributeValue, OperationType, Record};

/// Whether the function gets the record. As in Lambda, a record that does not match counts as done.
pub(super) fn matches(record: &Record) -> bool {
    let kind = record.dynamodb().and_then(|change| change.new_image()).and_then(|image| image.get("kind"));
    matches!(record.event_name(), Some(OperationType::Insert | OperationType::Modify))
        && matches!(kind, Some(AttributeValue::S(kind)) if kind == "delivery")
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodbstreams::types::StreamRecord;

    use super::*;

    fn record(event: OperationType, kind: Option<AttributeValue>) -> Record {
        let mut change = StreamRecord::builder().new_image("pk", AttributeValue::S("demo#1".to_owned()));
        if let Some(kind) = kind {
            change = change.new_image("kind", kind);
        }
        Record::builder().event_name(event).dynamodb(change.build()).build()
    }

    #[test]
    fn only_new_or_changed_deliveries_match() {
        let text = |kind: &str| Some(AttributeValue::S(kind.to_owned()));
        assert!(matches(&record(OperationType::Insert, text("delivery"))));
        assert!(matches(&record(OperationType::Modify, text("delivery"))));
        assert!(!matches(&record(OperationType::Remove, text("delivery"))));
        assert!(!matches(&record(OperationType::Insert, text("part"))));
        assert!(!matches(&record(OperationType::Insert, Some(AttributeValue::Bool(true)))));
        assert!(!matches(&record(OperationType::Insert, None)));
        assert!(!matches(&Record::builder().event_name(OperationType::Insert).build()));
    }
}
