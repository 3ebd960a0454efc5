//! Amazon's notifications by a queue, an event bus and an SNS topic.

use http::{HeaderMap, HeaderName};
use local_client::demo::AMAZON;
use local_client::{AmazonSender, SAMPLES, Sample, StackUrl};
use reqwest::Method;
use serde_json::{Value, json};
use types::Channel;
use types::transport::Transport;

use crate::stack::{Stack, field, read};

const PATH: &str = "/api/webhooks/amazon/demo-amazon";
const OTHER_TOPIC: &str = "arn:aws:sns:us-east-1:000000000000:another";

/// The body of a sample.
fn sample(topic: &str) -> &'static str {
    Sample::find(Channel::Amazon, topic).unwrap().body
}

fn sender(stack: &Stack, way: Transport) -> AmazonSender {
    let url: StackUrl = stack.url("").parse().unwrap();
    AmazonSender::new(&url, AMAZON.named_in_path().as_ref(), AMAZON.account, way).unwrap()
}

/// One request with a message of SNS.
#[derive(Clone)]
struct Post {
    method: Method,
    path: String,
    headers: HeaderMap,
    body: String,
}

impl Post {
    /// A message of this topic, signed by the stack's SNS emulator.
    async fn signed(stack: &Stack, topic_arn: &str, message: &str) -> Self {
        let wanted = json!({"type": "Notification", "topic_arn": topic_arn, "message": message, "version": "1"});
        let url = stack.url("/local/sns/sign");
        let (status, signed) = read(stack.http().post(url).body(wanted.to_string()).send().await.unwrap()).await;
        assert_eq!(status, 200, "{signed}");
        let headers = signed["headers"].as_object().unwrap().iter();
        let header = |(name, value): (&String, &Value)| {
            (name.parse::<HeaderName>().unwrap(), value.as_str().unwrap().parse().unwrap())
        };
        let (headers, body) = (headers.map(header).collect(), signed["body"].as_str().unwrap().to_owned());
        Self { method: Method::POST, path: PATH.into(), headers, body }
    }

    fn with(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut post = self.clone();
        change(&mut post);
        post
    }

    async fn send(self, stack: &Stack) -> (u16, Value) {
        let request = stack.http().request(self.method, stack.url(&self.path)).headers(self.headers);
        read(request.body(self.body).send().await.unwrap()).await
    }
}

#[tokio::test]
async fn each_sample_is_a_processed_event_with_its_subject() {
    let stack = Stack::start().await;
    let (queue, https) = (sender(&stack, Transport::Sqs), sender(&stack, Transport::Https));
    let samples: Vec<_> = SAMPLES.into_iter().filter(|sample| sample.channel == Channel::Amazon).collect();
    for sample in &samples {
        let sender = if sample.topic.ends_with("Confirmation") { &https } else { &queue };
        let received = sender.send(sample.body.as_bytes()).await.unwrap();
        assert_eq!(received.status, 200, "{}: {received:?}", sample.topic);
    }
    let events = stack.events(samples.len()).await;
    assert_eq!(events.len(), samples.len());
    for (topic, subject) in [
        ("ORDER_CHANGE", json!("order#403-1234567-7654321")),
        ("FEED_PROCESSING_FINISHED", json!("feed#53347018456")),
        ("REPORT_PROCESSING_FINISHED", json!("report#54517018502")),
        ("LISTINGS_ITEM_STATUS_CHANGE", json!("product#TSHIRT-BLK-M:A21TJRUUN4KGV")),
        ("LISTINGS_ITEM_MFN_QUANTITY_CHANGE", json!("inventory#TSHIRT-BLK-M:DEFAULT")),
        ("SubscriptionConfirmation", Value::Null),
        ("UnsubscribeConfirmation", Value::Null),
    ] {
        let event = events.iter().find(|event| event["topic"] == topic).unwrap();
        assert_eq!((&event["status"], &event["source"]), (&json!("processed"), &json!("amazon")), "{event}");
        assert_eq!(event["subject"], subject, "{event}");
    }
    let order = stack.until("/api/orders/403-1234567-7654321?integration=demo-amazon", |_| true).await;
    let order = order.get("order").unwrap_or(&order);
    assert_eq!((&order["payment"], &order["fulfilment"]), (&json!("authorized"), &json!("unfulfilled")));
    assert_eq!((&order["currency"], &order["total"], &order["items"]), (&Value::Null, &Value::Null, &json!(1)));
}

#[tokio::test]
async fn notification_by_three_transports_is_one_event() {
    let stack = Stack::start().await;
    for way in Transport::ALL {
        let received = sender(&stack, way).send(sample("ORDER_CHANGE").as_bytes()).await.unwrap();
        assert_eq!(received.status, 200, "{way}: {received:?}");
    }
    assert_eq!(stack.events(1).await.len(), 1);
    assert_eq!(stack.rows().await.of("deliveries"), 1);
}

#[tokio::test]
async fn subscription_is_confirmed_with_authentication_on_unsubscribe() {
    let stack = Stack::start().await;
    let received = sender(&stack, Transport::Https).send(sample("SubscriptionConfirmation").as_bytes()).await.unwrap();
    assert_eq!((received.status, received.code()), (200, "stored"));
    let (_, body) = read(stack.http().get(stack.url("/local/sns/subscriptions")).send().await.unwrap()).await;
    let [subscription] = body["subscriptions"].as_array().unwrap().as_slice() else { panic!("{body}") };
    assert_eq!(subscription["topic_arn"], AMAZON.sns_topic.unwrap());
    assert_eq!(subscription["authenticate_on_unsubscribe"], true);
}

#[tokio::test]
async fn unverified_notification_is_rejected_with_its_reason_and_leaves_no_row() {
    let stack = Stack::start().await;
    let disabled =
        json!({"id": "disabled", "channel": "amazon", "account": OTHER_TOPIC, "enabled": false, "secrets": []});
    let queue_only = json!({"id": "queue-only", "channel": "amazon", "account": "A2QUEUEONLY", "secrets": []});
    for body in [disabled, queue_only] {
        let (status, shown) = stack.send(Method::POST, "demo", "/api/integrations", &body).await;
        assert_eq!(status, 201, "{shown}");
    }
    let genuine = Post::signed(&stack, AMAZON.sns_topic.unwrap(), sample("ORDER_CHANGE")).await;
    let other = Post::signed(&stack, OTHER_TOPIC, sample("ORDER_CHANGE")).await;
    let before = stack.rows().await;
    let to = |path: &str| genuine.with(|post| post.path = path.into());
    let unnamed = |post: &Post| post.with(|post| drop(post.headers.remove("x-amz-sns-topic-arn")));
    let body = |change: &dyn Fn(&mut Value)| {
        genuine.with(|post| {
            let mut message = serde_json::from_str(&post.body).unwrap();
            change(&mut message);
            post.body = message.to_string();
        })
    };
    let host = |host: &str| {
        let url = format!("https://{host}/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem");
        body(&move |message| message["SigningCertURL"] = json!(url))
    };
    for (name, reason, post) in [
        ("no signature", "signature_missing", body(&|message| message["Signature"] = json!(""))),
        ("malformed signature", "signature_malformed", body(&|message| message["Signature"] = json!("%%%"))),
        (
            "one letter changed",
            "signature_wrong",
            genuine.with(|post| post.body = post.body.replace("Unshipped", "Unshippee")),
        ),
        ("raw delivery", "raw_delivery", genuine.with(|post| post.body = sample("ORDER_CHANGE").into())),
        ("no JSON", "message_malformed", genuine.with(|post| post.body = "hello".into())),
        ("stale", "timestamp_outside", body(&|message| message["Timestamp"] = json!("2026-01-01T00:00:00.000Z"))),
        ("a foreign topic", "topic_foreign", unnamed(&other)),
        ("a foreign topic, named", "other_account", other.clone()),
        ("a look-alike host", "certificate_url", host("sns.us-east-1.amazonaws.com.evil.example")),
        ("somebody's bucket", "certificate_url", host("sns.s3-us-west-2.amazonaws.com")),
        ("an unknown topic's account", "unknown_integration", to("/api/webhooks/amazon")),
        ("no topic and no path", "no_account", unnamed(&to("/api/webhooks/amazon"))),
        ("unknown integration", "unknown_integration", to("/api/webhooks/amazon/nobody")),
        ("disabled integration", "disabled", other.with(|post| post.path = "/api/webhooks/amazon/disabled".into())),
        ("a transport that is not enabled", "way_not_taken", to("/api/webhooks/amazon/queue-only")),
        ("another channel's integration", "other_channel", to("/api/webhooks/amazon/demo-shopify")),
    ] {
        let (status, body) = post.send(&stack).await;
        assert_eq!((status, &body["error"]), (401, &json!("unauthorized")), "{name}: {body}");
        let request = field("request.id", body["request_id"].as_str().unwrap());
        stack.logged(&[&request, &field("channel", "amazon"), &field("code", reason)]).await;
    }
    let get = genuine.with(|post| post.method = Method::GET);
    assert_eq!(get.send(&stack).await.0, 405);
    let larger = genuine.with(|post| post.body = " ".repeat(4 * 1024 * 1024 + 1));
    assert_eq!(larger.send(&stack).await.0, 413);
    assert_eq!(stack.rows().await, before);
    assert_eq!(genuine.send(&stack).await.0, 200);
}

#[tokio::test]
async fn notification_of_another_seller_by_the_topic_is_a_failed_event() {
    let stack = Stack::start().await;
    let foreign = sample("ORDER_CHANGE").replace(AMAZON.account, "A9NOBODYATALL");
    let not_stored = sender(&stack, Transport::Sqs).send(foreign.as_bytes()).await.unwrap();
    assert_eq!((not_stored.status, not_stored.code()), (500, "not_stored"));
    stack.logged(&[&field("channel", "amazon"), &field("code", "unknown_integration")]).await;
    assert_eq!(stack.rows().await.of("deliveries"), 0);
    let stored = sender(&stack, Transport::Https).send(foreign.as_bytes()).await.unwrap();
    let event = stack.events(1).await.remove(0);
    assert_eq!((stored.event_id(), &event["status"]), (event["id"].as_str(), &json!("failed")));
    assert!(event["error"].as_str().unwrap().starts_with("account_mismatch"), "{event}");
    assert_eq!(stack.rows().await.of("state"), 0);
}
