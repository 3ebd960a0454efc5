//! The event of a scheduled rule.

use local_dynamodb::REGION;
use serde_json::{Value, json};
use types::time::Time;

use crate::lambda::new_request_id;

/// <https://docs.aws.amazon.com/lambda/latest/dg/with-eventbridge-scheduler.html>; the time has whole seconds.
pub(super) fn scheduled(function: &str, now: Time) -> Value {
    let seconds: String = now.to_string().chars().take_while(|character| *character != '.').collect();
    json!({
        "version": "0",
        "id": new_request_id(),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "000000000000",
        "time": format!("{seconds}Z"),
        "region": REGION,
        "resources": [format!("arn:aws:events:{REGION}:000000000000:rule/storebell-{function}")],
        "detail": {},
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn event_has_the_members_of_a_rules_event_and_whole_seconds() {
        let event = scheduled("retry", "2026-11-02T04:45:00.999Z".parse().unwrap());
        assert_eq!(event["time"], "2026-11-02T04:45:00Z");
        assert_eq!(event["resources"][0], "arn:aws:events:us-east-1:000000000000:rule/storebell-retry");
        assert_eq!((&event["detail-type"], &event["detail"]), (&json!("Scheduled Event"), &json!({})));
    }
}
