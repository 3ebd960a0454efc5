//! Records of the DynamoDB stream of `deliveries`: selects those that must be processed.

use aws_lambda_events::event::dynamodb::EventRecord;

use crate::deliveries::DeliveryRow;
use crate::error::StoreError;

/// The delivery that a record asks to process: a new one, or one whose count of replays increased. `None` for all other
/// records (a part of a body, a deletion, a redaction).
///
/// # Errors
/// [`StoreError::Unreadable`]. The caller fails the record, so that it reaches the on-failure bucket and is not lost.
pub fn delivery(record: EventRecord) -> Result<Option<DeliveryRow>, StoreError> {
    let is_new = record.event_name == "INSERT";
    if !is_new && record.event_name != "MODIFY" {
        return Ok(None);
    }
    let Some(new) = read(record.change.new_image)? else { return Ok(None) };
    if is_new {
        return Ok(Some(new));
    }
    let replays_before = read(record.change.old_image)?.map_or(0, |row| row.replays());
    Ok((new.replays() > replays_before).then_some(new))
}

fn read(image: serde_dynamo::Item) -> Result<Option<DeliveryRow>, StoreError> {
    let kind = image.get("kind").cloned();
    if kind != Some(serde_dynamo::AttributeValue::S("delivery".into())) {
        return Ok(None);
    }
    serde_dynamo::from_item(image).map(Some).map_err(StoreError::unreadable("deliveries"))
}
