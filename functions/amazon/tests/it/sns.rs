//! A small SNS: signs as SNS does, serves its certificate, and plays the Query API.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::StatusCode;
use serde_json::{Value, json};
use sns::signer::SnsSigner;
use sns::{Kind, Message, SignatureVersion};
use types::time::{Clock, Time};

/// A key for tests alone.
const KEY: &str = include_str!("../../../../shared/sns/src/tests/key.pem");
const CERTIFICATE: &str = "SimpleNotificationService-0123456789abcdef0123456789abcdef.pem";

/// How it answers.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Mode {
    Well,
    /// 500 to each confirmation.
    Down,
    /// This error code to each confirmation.
    Refusing(&'static str),
    /// No certificate.
    WithoutCertificate,
}

#[derive(Clone)]
pub(crate) struct SmallSns(Arc<Mutex<(Mode, Vec<String>)>>);

impl SmallSns {
    /// Gives it, and its endpoint.
    pub(crate) async fn start() -> (Self, String) {
        let sns = Self(Arc::new(Mutex::new((Mode::Well, Vec::new()))));
        let routes = Router::new().route("/", post(confirm)).route("/{file}", get(certificate)).with_state(sns.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        (sns, endpoint)
    }

    pub(crate) fn be(&self, mode: Mode) {
        self.0.lock().unwrap().0 = mode;
    }

    fn mode(&self) -> Mode {
        self.0.lock().unwrap().0
    }

    /// The confirmations that were asked for, as they were written.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.0.lock().unwrap().1.clone()
    }
}

async fn certificate(State(sns): State<SmallSns>) -> Response {
    if sns.mode() == Mode::WithoutCertificate {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let at = |millis| Time::from_millis(millis).unwrap();
    SnsSigner::from_pem(KEY).unwrap().certificate(at(1_577_836_800_000), at(2_524_607_999_000)).unwrap().into_response()
}

async fn confirm(State(sns): State<SmallSns>, form: String) -> Response {
    sns.0.lock().unwrap().1.push(form);
    let error = |code: &str| {
        format!(
            "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>no</Message></Error><RequestId>1</RequestId></ErrorResponse>"
        )
    };
    match sns.mode() {
        Mode::Down => (StatusCode::INTERNAL_SERVER_ERROR, error("InternalError")).into_response(),
        Mode::Refusing(code) => (StatusCode::BAD_REQUEST, error(code)).into_response(),
        _ => "<ConfirmSubscriptionResponse><ConfirmSubscriptionResult><SubscriptionArn>a</SubscriptionArn></ConfirmSubscriptionResult></ConfirmSubscriptionResponse>".into_response(),
    }
}

/// A message of a topic, sent now.
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

/// The body of the request with a message, genuine.
pub(crate) fn signed(message: &Message) -> String {
    signed_at(message, "sns.ap-south-1.amazonaws.com")
}

/// The same, its certificate said to be on this host.
pub(crate) fn signed_at(message: &Message, host: &str) -> String {
    let url = format!("https://{host}/{CERTIFICATE}");
    let body = SnsSigner::from_pem(KEY).unwrap().body(message, SignatureVersion::Sha256, &url).unwrap();
    String::from_utf8(body).unwrap()
}

/// The request as API Gateway hands it over; with the header for the topic where there is one.
pub(crate) fn posted(path: &str, topic_header: Option<&str>, body: &str) -> Value {
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
