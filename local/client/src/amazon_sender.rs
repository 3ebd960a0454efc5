//! Sends Amazon's notifications to the stack on this machine, by each of the three transports.
//!
//! Only AWS can sign for SNS or invoke a function for a queue, so this sender cannot send to a deployed stack. On this
//! machine the stack's SNS emulator signs, and its Invoke API passes the events of a queue or an event bus.

use domain::integration::IntegrationId;
use http::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Response, Url};
use serde_json::{Value, json};
use types::Channel;
use types::transport::Transport;

use super::http::{RESPONSE_TIMEOUT, body_text, client, unreachable};
use super::{ClientError, StackUrl, WebhookResponse};
use crate::demo::AMAZON;

/// One seller who sends to the stack on this machine.
#[derive(Clone, Debug)]
pub struct AmazonSender {
    http: Client,
    stack: StackUrl,
    integration: Option<IntegrationId>,
    topic_arn: String,
    way: Transport,
}

/// Type and content of an SNS message.
struct SnsMessage {
    kind: String,
    message: String,
}

impl AmazonSender {
    /// Sends to `stack` by the transport `way`; over HTTPS from the topic `account` if it is an ARN, or else from the demo's topic.
    ///
    /// # Errors
    /// [`ClientError::InvalidRequest`] if the stack is not on this machine.
    pub fn new(
        stack: &StackUrl,
        integration: Option<&IntegrationId>,
        account: &str,
        way: Transport,
    ) -> Result<Self, ClientError> {
        if !stack.is_local() {
            return Err(ClientError::InvalidRequest(
                "only AWS can sign for SNS, or send to the queue and the event bus of a deployed stack",
            ));
        }
        let topic = if account.starts_with("arn:") { account } else { AMAZON.sns_topic.unwrap_or_default() };
        let (stack, integration) = (stack.clone(), integration.cloned());
        Ok(Self { http: client()?, stack, integration, topic_arn: topic.to_owned(), way })
    }

    /// Sends a notification, or a message of SNS itself such as a confirmation.
    ///
    /// # Errors
    /// [`ClientError`]: the message may have been stored. If it is sent again, it is stored once.
    pub async fn send(&self, body: &[u8]) -> Result<WebhookResponse, ClientError> {
        let body = std::str::from_utf8(body).map_err(|_| ClientError::InvalidRequest("the body is not UTF-8"))?;
        match self.way {
            Transport::Https => self.post(body).await,
            Transport::Sqs => self.invoke(&queue_event(&notification(body)?)).await,
            Transport::EventBridge => self.invoke(&bus_event(&notification(body)?)?).await,
        }
    }

    /// Lets the stack's SNS emulator sign the message, and posts it.
    async fn post(&self, body: &str) -> Result<WebhookResponse, ClientError> {
        let SnsMessage { kind, message } = SnsMessage::read(body);
        let wanted = json!({"type": kind, "topic_arn": self.topic_arn, "message": message, "version": "2"});
        let signed = self.request(self.stack.local_sns_sign(), HeaderMap::new(), wanted.to_string()).await?;
        let (status, signed) = read_json(signed).await?;
        let signed_body = signed["body"].as_str().filter(|_| status == 200);
        let signed_body =
            signed_body.ok_or(ClientError::InvalidRequest("the stack's SNS emulator does not sign it"))?;
        let url = self.stack.webhooks(Channel::Amazon, self.integration.as_ref());
        let posted = self.request(url, headers(&signed["headers"])?, signed_body.to_owned()).await?;
        let (status, body) = read_json(posted).await?;
        Ok(WebhookResponse { status, body })
    }

    /// Invokes the function with an event, as AWS does. Success is reported as status 200.
    async fn invoke(&self, event: &Value) -> Result<WebhookResponse, ClientError> {
        let url = self.stack.local_invocations(Channel::Amazon);
        let response = self.request(url, HeaderMap::new(), event.to_string()).await?;
        let failed = response.headers().contains_key("x-amz-function-error");
        let (status, output) = read_json(response).await?;
        let has_failures = output["batchItemFailures"].as_array().is_some_and(|failures| !failures.is_empty());
        Ok(match (status, failed || has_failures) {
            (200, false) => WebhookResponse { status, body: json!({"status": "taken"}) },
            (200, true) => WebhookResponse { status: 500, body: json!({"error": "not_stored"}) },
            _ => WebhookResponse { status, body: output },
        })
    }

    async fn request(&self, url: Url, headers: HeaderMap, body: String) -> Result<Response, ClientError> {
        let request = self.http.post(url.clone()).timeout(RESPONSE_TIMEOUT).headers(headers).body(body);
        request.send().await.map_err(|error| unreachable(&url, error))
    }
}

impl SnsMessage {
    /// Reads a message of SNS, signed or not; any other body is the content of a notification.
    fn read(body: &str) -> Self {
        let message: Value = serde_json::from_str(body).unwrap_or_default();
        match (message["Type"].as_str(), message["Message"].as_str()) {
            (Some(kind), Some(message)) => Self { kind: kind.to_owned(), message: message.to_owned() },
            _ => Self { kind: "Notification".to_owned(), message: body.to_owned() },
        }
    }
}

/// The content of a notification: queues and event buses have no subscriptions.
fn notification(body: &str) -> Result<String, ClientError> {
    let SnsMessage { kind, message } = SnsMessage::read(body);
    let is_notification = kind == "Notification";
    is_notification
        .then_some(message)
        .ok_or(ClientError::InvalidRequest("only SNS has subscriptions: send it by https"))
}

/// A batch of one message: <https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html>.
fn queue_event(body: &str) -> Value {
    let id = "059f36b4-87a3-44ab-83d2-661975830a7d";
    json!({"Records": [{
        "messageId": id, "receiptHandle": "local", "body": body, "messageAttributes": {},
        "attributes": {"ApproximateReceiveCount": "1", "SenderId": "437568002678"},
        "eventSource": "aws:sqs", "eventSourceARN": "arn:aws:sqs:us-east-1:000000000000:storebell-amazon", "awsRegion": "us-east-1",
    }]})
}

/// An event of the partner event bus:
/// <https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html>.
fn bus_event(body: &str) -> Result<Value, ClientError> {
    let detail: Value =
        serde_json::from_str(body).map_err(|_| ClientError::InvalidRequest("the body is not a notification"))?;
    let topic = detail["NotificationType"].as_str().or(detail["notificationType"].as_str()).unwrap_or_default();
    Ok(json!({
        "version": "0", "id": "6a7e8feb-b491-4cf7-a9f1-bf3703467718", "detail-type": topic,
        "source": "aws.partner/sellingpartnerapi.amazon.com/000000000000/amzn1.sellerapps.app.00000000-0000-0000-0000-000000000000",
        "account": "000000000000", "region": "us-east-1", "resources": [], "detail": detail,
    }))
}

/// The status, and the body as JSON; null if it is not JSON.
async fn read_json(response: Response) -> Result<(u16, Value), ClientError> {
    let status = response.status().as_u16();
    Ok((status, serde_json::from_str(&body_text(response).await?).unwrap_or_default()))
}

fn headers(signed: &Value) -> Result<HeaderMap, ClientError> {
    let unusable = || ClientError::InvalidRequest("the stack's SNS emulator returns no headers");
    let pair = |(name, value): (&String, &Value)| Some((name.parse::<HeaderName>().ok()?, value_of(value)?));
    signed.as_object().ok_or_else(unusable)?.iter().map(|one| pair(one).ok_or_else(unusable)).collect()
}

fn value_of(value: &Value) -> Option<HeaderValue> {
    value.as_str()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deployed_stack_is_an_error() {
        let deployed: StackUrl = "https://abc.execute-api.us-east-1.amazonaws.com".parse().unwrap();
        for way in Transport::ALL {
            let error = AmazonSender::new(&deployed, None, AMAZON.account, way).unwrap_err().to_string();
            assert!(error.contains("only AWS can sign"), "{error}");
            assert!(AmazonSender::new(&StackUrl::local(3000), None, AMAZON.account, way).is_ok());
        }
    }

    #[test]
    fn confirmation_is_sent_by_sns_only() {
        let body = r#"{"Type":"SubscriptionConfirmation","Message":"You have chosen"}"#;
        assert!(notification(body).is_err());
        assert_eq!(notification("{}").unwrap(), "{}");
        assert_eq!(notification(r#"{"Type":"Notification","Message":"{}"}"#).unwrap(), "{}");
    }
}
