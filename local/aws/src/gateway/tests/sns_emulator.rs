//! The SNS emulator, with the verifier of the functions and with the client of the AWS SDK.

use aws_sdk_sns::Client;
use aws_sdk_sns::config::retry::RetryConfig;
use aws_sdk_sns::config::{BehaviorVersion, Config, Credentials, Region};
use aws_sdk_sns::error::ProvideErrorMetadata;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};
use signatures::sns::Settings;
use signatures::{SignedRequest, VerifyError};
use sns::{FetchCertificateError, Kind, Message, SnsVerifier, SnsVerifyError, certificate_source};
use tempfile::TempDir;
use types::time::Clock;

use super::stack::{HttpResponse, Parts, Stack};
use crate::emulators::sns::{PATH, SnsEmulator};

const TOPIC: &str = "arn:aws:sns:ap-south-1:111122223333:spapi-bridge";

/// A gateway with the emulator, and the folder of its key.
struct TestStack {
    stack: Stack,
    _folder: TempDir,
}

impl TestStack {
    async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().to_owned();
        let opened = tokio::task::spawn_blocking(move || SnsEmulator::open(&path, Clock::system())).await;
        let local_routes = opened.expect("no panic").expect("an SNS").local_routes();
        Self { stack: Stack::start(Parts { local_routes, ..Parts::default() }).await, _folder: folder }
    }

    /// The value of `AWS_ENDPOINT_URL_SNS`.
    fn endpoint(&self) -> String {
        format!("http://{}{PATH}", self.stack.address)
    }

    async fn sign(&self, wanted: &Value) -> HttpResponse {
        self.stack.send(&format!("POST {PATH}/sign"), &[], wanted.to_string().as_bytes()).await
    }

    /// A message of `TOPIC`: headers and body.
    async fn message(&self, kind: &str, version: &str) -> (HeaderMap, Vec<u8>) {
        let wanted = json!({"type": kind, "topic_arn": TOPIC, "message": "{\"a\":\n\"b\"}", "version": version});
        let response = self.sign(&wanted).await;
        assert_eq!(response.status, 200, "{}", response.text());
        let response = response.json();
        let headers = response["headers"].as_object().expect("headers").iter().map(|(name, value)| {
            let value = HeaderValue::try_from(value.as_str().expect("text")).expect("a value");
            (HeaderName::try_from(name).expect("a name"), value)
        });
        (headers.collect(), response["body"].as_str().expect("a body").as_bytes().to_vec())
    }

    fn verifier(&self) -> SnsVerifier {
        SnsVerifier::new(certificate_source(Some(&self.endpoint())).expect("a source"))
    }

    async fn token(&self) -> String {
        let (headers, body) = self.message("SubscriptionConfirmation", "1").await;
        let message = verify(&self.verifier(), &headers, &body).await.expect("verified");
        let Kind::SubscriptionConfirmation { token, .. } = message.kind else { panic!("another type") };
        token
    }

    async fn subscriptions(&self) -> Value {
        self.stack.send(&format!("GET {PATH}/subscriptions"), &[], b"").await.json()["subscriptions"].take()
    }

    fn client(&self) -> Client {
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("us-east-1"))
            .credentials_provider(Credentials::new("local", "local", None, None, "test"))
            .retry_config(RetryConfig::disabled())
            .endpoint_url(self.endpoint())
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .build();
        Client::from_conf(config)
    }
}

async fn verify(verifier: &SnsVerifier, headers: &HeaderMap, body: &[u8]) -> Result<Message, SnsVerifyError> {
    let settings = Settings::for_topics(vec![TOPIC.to_owned()]);
    let signed = SignedRequest { headers, body, now: Clock::system().now() };
    verifier.verify_message(&settings, &signed).await.map(|(_, message)| message)
}

#[tokio::test]
async fn signed_message_is_verified_with_the_emulators_certificate() {
    let test = TestStack::start().await;
    let verifier = test.verifier();
    for kind in ["Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"] {
        for version in ["1", "2"] {
            let (headers, body) = test.message(kind, version).await;
            let message = verify(&verifier, &headers, &body).await.expect("verified");
            assert_eq!(headers["x-amz-sns-message-type"], kind);
            assert_eq!(headers["x-amz-sns-topic-arn"], TOPIC);
            assert_eq!(headers["x-amz-sns-message-id"], *message.id);
            assert_eq!((message.kind.name(), message.text.as_str()), (kind, "{\"a\":\n\"b\"}"));
            let json: Value = serde_json::from_slice(&body).expect("JSON");
            let url = json["SigningCertURL"].as_str().expect("a URL");
            assert!(url.starts_with("https://sns.ap-south-1.amazonaws.com/SimpleNotificationService-"), "{url}");
            assert_eq!(json["SignatureVersion"], version);
        }
    }
}

#[tokio::test]
async fn flipped_bit_fails_the_verification() {
    let test = TestStack::start().await;
    let verifier = test.verifier();
    let (headers, body) = test.message("Notification", "2").await;
    let at = body.windows(4).position(|window| window == br#"\"b\"#).expect("the message's text") + 2;
    let mut flipped = body.clone();
    flipped[at] ^= 1;
    let outcome = verify(&verifier, &headers, &flipped).await;
    assert_eq!(outcome.map(drop), Err(SnsVerifyError::Rejected(VerifyError::SignatureWrong)));
    assert!(verify(&verifier, &headers, &body).await.is_ok());
}

#[tokio::test]
async fn message_of_another_emulator_has_no_certificate() {
    let (test, other) = (TestStack::start().await, TestStack::start().await);
    let (headers, body) = other.message("Notification", "2").await;
    let unknown = verify(&test.verifier(), &headers, &body).await;
    assert_eq!(
        unknown.map(drop),
        Err(SnsVerifyError::CertificateUnavailable(FetchCertificateError::Status(404).to_string()))
    );
}

#[tokio::test]
async fn sdk_confirms_with_an_issued_token() {
    let test = TestStack::start().await;
    let (client, token) = (test.client(), test.token().await);
    let confirm = || client.confirm_subscription().topic_arn(TOPIC).token(&token);
    let first = confirm().authenticate_on_unsubscribe("true").send().await.expect("confirmed");
    let arn = first.subscription_arn().expect("an ARN");
    assert!(arn.starts_with(&format!("{TOPIC}:")), "{arn}");
    let again = confirm().send().await.expect("confirmed again");
    assert_eq!(again.subscription_arn(), Some(arn));
    let subscription = json!({"subscription_arn": arn, "topic_arn": TOPIC, "authenticate_on_unsubscribe": true});
    assert_eq!(test.subscriptions().await, json!([subscription]));
}

#[tokio::test]
async fn sdk_gets_an_error_for_any_other_token() {
    let test = TestStack::start().await;
    let (client, token) = (test.client(), test.token().await);
    let another_topic = TOPIC.replace("bridge", "other");
    for (topic, token) in [(TOPIC, "2336412f37"), (another_topic.as_str(), token.as_str())] {
        let response = client.confirm_subscription().topic_arn(topic).token(token).send().await;
        let error = response.expect_err("rejected").into_service_error();
        assert!(error.is_invalid_parameter_exception(), "{error:?}");
        assert_eq!(error.message(), Some("Invalid parameter: Token"));
    }
    let error = client.list_topics().send().await.expect_err("not known here").into_service_error();
    assert_eq!(error.code(), Some("InvalidAction"));
    assert_eq!(test.subscriptions().await, json!([]));
}

#[tokio::test]
async fn foreign_origin_is_rejected() {
    let test = TestStack::start().await;
    let (_, body) = test.message("Notification", "1").await;
    let json: Value = serde_json::from_slice(&body).expect("JSON");
    let file = json["SigningCertURL"].as_str().and_then(|url| url.rsplit('/').next()).expect("a file");
    let lines = [
        format!("GET {PATH}/{file}"),
        format!("GET {PATH}/subscriptions"),
        format!("POST {PATH}/sign"),
        format!("POST {PATH}/"),
        format!("POST {PATH}"),
    ];
    for line in &lines {
        let foreign = test.stack.send(line, &["origin: https://evil.example"], b"{}").await;
        assert_eq!(foreign.status, 403, "{line}");
        let here = test.stack.send(line, &[], b"{}").await;
        assert_ne!(here.status, 403, "{line}");
    }
}

#[tokio::test]
async fn message_that_cannot_be_signed_is_an_error_with_a_reason() {
    let test = TestStack::start().await;
    for wanted in [
        json!({}),
        json!({"type": "Notification", "topic_arn": "topic", "message": "m"}),
        json!({"type": "Notification", "topic_arn": "arn:aws:sns:nowhere:111122223333:t", "message": "m"}),
        json!({"type": "Notification", "topic_arn": TOPIC, "message": "m", "version": "3"}),
    ] {
        let response = test.sign(&wanted).await;
        assert_eq!(response.status, 400, "{wanted}");
        assert!(response.json()["message"].is_string(), "{wanted}");
    }
    let large = json!({"type": "Notification", "topic_arn": TOPIC, "message": "m".repeat(2 * 1024 * 1024)});
    assert_eq!(test.sign(&large).await.status, 413);
}
