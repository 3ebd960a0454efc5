//! The small SNS, found by what `storebell env` says.

use http::{HeaderMap, HeaderName};
use serde_json::{Value, json};
use signatures::SignedRequest;
use signatures::sns::Settings;
use sns::{FetchCertificateError, SnsVerifier, SnsVerifyError, certificate_source};
use types::time::Clock;

use crate::stack::{Stack, read};

const TOPIC: &str = "arn:aws:sns:ap-south-1:111122223333:spapi-bridge";

/// A signed notification: headers and body.
async fn notification(stack: &Stack) -> (HeaderMap, String) {
    let wanted = json!({"type": "Notification", "topic_arn": TOPIC, "message": "hello", "version": "2"});
    let url = format!("{}/sign", stack.variable("AWS_ENDPOINT_URL_SNS"));
    let (status, answer) = read(stack.http().post(url).body(wanted.to_string()).send().await.unwrap()).await;
    assert_eq!(status, 200, "{answer}");
    let headers = answer["headers"].as_object().unwrap().iter();
    let headers = headers.map(|(name, value)| (name.parse::<HeaderName>().unwrap(), text(value).parse().unwrap()));
    (headers.collect(), text(&answer["body"]).to_owned())
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// Whether a function with this stack's environment takes the message.
async fn verify(stack: &Stack, (headers, body): &(HeaderMap, String)) -> Result<String, SnsVerifyError> {
    let verifier = SnsVerifier::new(certificate_source(Some(&stack.variable("AWS_ENDPOINT_URL_SNS"))).unwrap());
    let signed = SignedRequest { headers, body: body.as_bytes(), now: Clock::system().now() };
    let (_, message) = verifier.verify_message(&Settings::for_topics(vec![TOPIC.to_owned()]), &signed).await?;
    Ok(message.text)
}

#[tokio::test]
async fn a_message_that_a_stack_has_signed_is_genuine_after_a_restart_and_for_no_other_stack() {
    let folder = tempfile::tempdir().unwrap();
    let stack = Stack::on(folder.path()).await;
    let message = notification(&stack).await;
    assert_eq!(verify(&stack, &message).await, Ok("hello".into()));
    stack.stop().await;

    let stack = Stack::on(folder.path()).await;
    assert_eq!(verify(&stack, &message).await, Ok("hello".into()));
    let other = Stack::start().await;
    assert_eq!(
        verify(&other, &message).await,
        Err(SnsVerifyError::CertificateUnavailable(FetchCertificateError::Status(404).to_string()))
    );
}

#[tokio::test]
async fn a_page_of_another_origin_gets_nothing_signed() {
    let stack = Stack::start().await;
    let wanted = json!({"type": "Notification", "topic_arn": TOPIC, "message": "hello"});
    let request = stack.http().post(stack.url("/local/sns/sign")).header("origin", "https://evil.example");
    assert_eq!(read(request.body(wanted.to_string()).send().await.unwrap()).await.0, 403);
}
