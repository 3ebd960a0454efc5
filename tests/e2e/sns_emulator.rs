//! The SNS emulator, by the URL in `storebell env`.

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
    let (status, response) = read(stack.http().post(url).body(wanted.to_string()).send().await.unwrap()).await;
    assert_eq!(status, 200, "{response}");
    let headers = response["headers"].as_object().unwrap().iter();
    let headers = headers.map(|(name, value)| (name.parse::<HeaderName>().unwrap(), text(value).parse().unwrap()));
    (headers.collect(), text(&response["body"]).to_owned())
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// Verifies the message as a function with this stack's environment does.
async fn verify(stack: &Stack, (headers, body): &(HeaderMap, String)) -> Result<String, SnsVerifyError> {
    let verifier = SnsVerifier::new(certificate_source(Some(&stack.variable("AWS_ENDPOINT_URL_SNS"))).unwrap());
    let signed = SignedRequest { headers, body: body.as_bytes(), now: Clock::system().now() };
    let (_, message) = verifier.verify_message(&Settings::for_topics(vec![TOPIC.to_owned()]), &signed).await?;
    Ok(message.text)
}

#[tokio::test]
async fn signed_message_is_verified_after_a_restart_and_by_no_other_stack() {
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
async fn page_of_another_origin_cannot_sign_a_message() {
    let stack = Stack::start().await;
    let wanted = json!({"type": "Notification", "topic_arn": TOPIC, "message": "hello"});
    let request = stack.http().post(stack.url("/local/sns/sign")).header("origin", "https://evil.example");
    assert_eq!(read(request.body(wanted.to_string()).send().await.unwrap()).await.0, 403);
}
