//! Records of the stream of deliveries: which of them are to be processed.

use aws_lambda_events::event::dynamodb::EventRecord;

use crate::StoreError;
use crate::deliveries::DeliveryRow;

/// The delivery of a record that is to be processed: a new one, or one whose replays have grown. `None` for all others
/// (a part of a body, a removal, a redaction).
///
/// # Errors
/// [`StoreError::Unreadable`]: the record goes to the on-failure bucket in the end, so that it is not lost.
pub fn delivery(record: EventRecord) -> Result<Option<DeliveryRow>, StoreError> {
    let is_new = record.event_name == "INSERT";
    if !is_new && record.event_name != "MODIFY" {
        return Ok(None);
    }
    let Some(new) = read(record.change.new_image)? else { return Ok(None) };
    if is_new {
        return Ok(Some(new));
    }
    let before = read(record.change.old_image)?.map_or(0, |row| row.replays());
    Ok((new.replays() > before).then_some(new))
}

fn read(image: serde_dynamo::Item) -> Result<Option<DeliveryRow>, StoreError> {
    let kind = image.get("kind").cloned();
    if kind != Some(serde_dynamo::AttributeValue::S("delivery".into())) {
        return Ok(None);
    }
    let unreadable =
        |error: serde_dynamo::Error| StoreError::Unreadable { table: "deliveries", detail: error.to_string() };
    serde_dynamo::from_item(image).map(Some).map_err(unreadable)
}
