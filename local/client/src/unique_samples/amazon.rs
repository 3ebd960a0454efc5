//! Makes an Amazon sample unique: another notification id and time, and for ORDER_CHANGE another order.

use serde_json::Value;
use types::time::Time;

use crate::webhook_sender::new_uuid;

/// The members of a notification that are times, in both casings.
const TIMES: [&str; 6] = ["EventTime", "eventTime", "PublishTime", "publishTime", "TimeOfOrderChange", "PurchaseDate"];

/// The notification `sample`, sent at `now`, of the order with this number if it concerns an order. A body without a
/// notification (a confirmation of SNS, which is signed anew each time) is unchanged.
pub(super) fn notification(sample: &str, order: u64, now: Time) -> String {
    let Ok(members) = serde_json::from_str::<Value>(sample) else { return sample.to_owned() };
    let id = ["/NotificationMetadata/NotificationId", "/notificationMetadata/notificationId"];
    let Some(old) = id.iter().find_map(|place| members.pointer(place)?.as_str()) else { return sample.to_owned() };
    let mut text = sample.replace(old, &new_uuid());
    if let Some(old) = members.pointer("/Payload/OrderChangeNotification/AmazonOrderId").and_then(Value::as_str) {
        text = text.replace(old, &order_id(order));
    }
    TIMES.iter().fold(text, |text, name| with_time(&text, name, now))
}

/// An order id in Amazon's form: 3, 7 and 7 digits.
fn order_id(number: u64) -> String {
    let number = number % 10_u64.pow(14);
    format!("403-{:07}-{:07}", number / 10_000_000, number % 10_000_000)
}

/// The text with this time in each member of this name.
fn with_time(text: &str, name: &str, now: Time) -> String {
    let start = format!("\"{name}\":\"");
    let mut parts = text.split(start.as_str());
    let mut new = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.split_once('"').map_or("", |(_, rest)| rest);
        new.push_str(&format!("{start}{now}\"{rest}"));
    }
    new
}

#[cfg(test)]
mod tests {
    use types::Channel;

    use super::*;
    use crate::Sample;

    fn new(topic: &str, order: u64) -> Value {
        let sample = Sample::find(Channel::Amazon, topic).unwrap();
        let now = "2026-11-20T10:00:00.000Z".parse().unwrap();
        serde_json::from_str(&notification(sample.body, order, now)).unwrap()
    }

    #[test]
    fn order_and_notification_have_new_ids_and_the_present_time() {
        let (first, second) = (new("ORDER_CHANGE", 1_234_567_890), new("ORDER_CHANGE", 1_234_567_890));
        let order = &first["Payload"]["OrderChangeNotification"];
        assert_eq!(order["AmazonOrderId"], "403-0000123-4567890");
        assert_eq!(order["OrderChangeTrigger"]["TimeOfOrderChange"], "2026-11-20T10:00:00.000Z");
        assert_eq!(order["Summary"]["PurchaseDate"], "2026-11-20T10:00:00.000Z");
        assert_eq!(first["EventTime"], "2026-11-20T10:00:00.000Z");
        let id = |body: &Value| body["NotificationMetadata"]["NotificationId"].as_str().unwrap().to_owned();
        assert_ne!(id(&first), id(&second));
        assert_eq!(id(&first).len(), 36);
    }

    #[test]
    fn camel_case_notification_is_unique_and_confirmation_is_unchanged() {
        let feed = new("FEED_PROCESSING_FINISHED", 1);
        assert_eq!(feed["eventTime"], "2026-11-20T10:00:00.000Z");
        assert_ne!(feed["notificationMetadata"]["notificationId"], "d0e9e693-c3ad-4373-979f-ed4ec98dd746");
        assert_eq!(new("SubscriptionConfirmation", 1)["Timestamp"], "2026-11-02T04:00:00.000Z");
    }
}
