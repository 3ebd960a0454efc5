//! Signed SNS messages, and API Gateway's events with them.

use serde_json::{Value, json};
use sns::signer::SnsSigner;
use sns::{Kind, Message, SignatureVersion};
use types::time::Clock;

use crate::sns_emulator::{CERTIFICATE, KEY};

/// A message of a topic with the present time.
pub(crate) fn message(topic_arn: &str, kind: Kind, text: &str) -> Message {
    let timestamp = Clock::system().now().to_string();
    Message {
        kind,
        id: "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324".into(),
        topic_arn: topic_arn.into(),
        text: text.into(),
        timestamp,
    }
}

pub(crate) fn notification(topic_arn: &str, text: &str) -> Message {
    message(topic_arn, Kind::Notification { subject: None }, text)
}

pub(crate) fn subscription(topic_arn: &str) -> Message {
    let subscribe_url = "https://sns.ap-south-1.amazonaws.com/?Action=ConfirmSubscription".to_owned();
    message(topic_arn, Kind::SubscriptionConfirmation { token: "token-1".into(), subscribe_url }, "You have chosen")
}

/// The body of a request with a message, validly signed.
pub(crate) fn signed(message: &Message) -> String {
    signed_at(message, "sns.ap-south-1.amazonaws.com")
}

/// As [`signed`], with the certificate's URL on `host`.
pub(crate) fn signed_at(message: &Message, host: &str) -> String {
    let url = format!("https://{host}/{CERTIFICATE}");
    let body = SnsSigner::from_pem(KEY).unwrap().body(message, SignatureVersion::Sha256, &url).unwrap();
    String::from_utf8(body).unwrap()
}

/// API Gateway's event of a POST, with SNS's topic header if there is one.
pub(crate) fn post_event(path: &str, topic_header: Option<&str>, body: &str) -> Value {
    let mut headers =
        json!({"content-type": "text/plain; charset=UTF-8", "host": "x.execute-api.us-east-1.amazonaws.com"});
    if let Some(topic) = topic_header {
        headers["x-amz-sns-topic-arn"] = json!(topic);
    }
    json!({
        "version": "2.0", "routeKey": "ANY /api/webhooks/amazon", "rawPath": path, "rawQueryString": "", "headers": headers,
        "body": body, "isBase64Encoded": false,
        "requestContext": {
            "accountId": "1", "apiId": "a", "domainName": "x", "domainPrefix": "x", "requestId": "r1", "routeKey": "r",
            "stage": "$default", "time": "", "timeEpoch": 0,
            "http": {"method": "POST", "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "t"}
        }
    })
}
