//! A webhook receiver with an SNS verifier. The real verifier has tests of its own.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use serde_json::json;
use signatures::{SignedRequest, SnsVerifyError, Verification, VerifyError, VerifySns};
use types::Channel;

use crate::stack::{Stack, request, respond, schemes};

/// A test double that decides by the body: `good` is valid; for `later`, the certificate is unavailable.
struct VerifierByBody;

impl VerifySns for VerifierByBody {
    fn verify<'a>(
        &'a self,
        _: &'a signatures::sns::Settings,
        signed: SignedRequest<'a>,
    ) -> BoxFuture<'a, Result<Verification, SnsVerifyError>> {
        Box::pin(async move {
            match signed.body {
                b"good" => Ok(Verification { event_id: Some("m-1".into()), body_authenticated: true, nonce: None }),
                b"later" => Err(SnsVerifyError::CertificateUnavailable("no answer".into())),
                _ => Err(VerifyError::SignatureWrong.into()),
            }
        })
    }
}

async fn stack() -> Stack {
    let stack = Stack::start().await;
    let topics = ["arn:aws:sns:ap-south-1:111122223333:topic"];
    let settings = json!({"https": {"scheme": "sns", "topics": topics}});
    stack
        .create_integration("topic", Channel::Standard, |integration| integration.schemes = schemes(settings.clone()))
        .await;
    stack
        .create_integration("off", Channel::Standard, |integration| {
            integration.schemes = schemes(settings);
            integration.enabled = false;
        })
        .await;
    stack
}

#[tokio::test]
async fn sns_message_is_stored_rejected_or_unavailable_by_its_verification() {
    let stack = stack().await;
    let receiver = stack.receiver(Channel::Standard).with_sns(Arc::new(VerifierByBody));
    let post = |id: &str, body: &str| request(&format!("standard/{id}"), Default::default(), body);
    let received = receiver.receive_request(post("topic", "good")).await.unwrap();
    assert_eq!((received.status(), received.body.bytes()), ("stored", &b"good"[..]));
    assert_eq!(respond(&receiver, post("topic", "good")).await.1["status"], "duplicate");
    assert_eq!(respond(&receiver, post("topic", "bad")).await.0, 401);
    let (status, later) = respond(&receiver, post("topic", "later")).await;
    assert_eq!((status, &later["error"]), (503, &json!("unavailable")));
    assert_eq!(receiver.receive_request(post("topic", "later")).await.unwrap_err().code(), "certificate_unavailable");
    // A disabled integration is rejected before the certificate matters.
    assert_eq!(respond(&receiver, post("off", "later")).await.0, 401);
    assert_eq!(stack.rows("deliveries").await.len(), 1);
}

#[tokio::test]
async fn receiver_without_sns_verifier_rejects_sns_messages() {
    let stack = stack().await;
    let receiver = stack.receiver(Channel::Standard);
    let error = receiver.receive_request(request("standard/topic", Default::default(), "good")).await.unwrap_err();
    assert_eq!((error.code(), error.is_final()), ("no_verifier", true));
    assert_eq!(stack.rows("deliveries").await.len(), 0);
}
