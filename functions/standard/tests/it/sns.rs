//! A door with something that checks messages of SNS. The check itself is tested where it is.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use serde_json::json;
use signatures::{SignedRequest, SnsVerifyError, Verification, VerifyError, VerifySns};
use types::Channel;

use crate::stack::{Stack, request, schemes, told};

/// Goes by the body: `good` is genuine, of `later` nothing can be said.
struct ByBody;

impl VerifySns for ByBody {
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
    let written = json!({"https": {"scheme": "sns", "topics": topics}});
    stack.make("topic", Channel::Standard, |made| made.schemes = schemes(written.clone())).await;
    stack
        .make("off", Channel::Standard, |made| {
            made.schemes = schemes(written);
            made.enabled = false;
        })
        .await;
    stack
}

#[tokio::test]
async fn a_message_is_stored_refused_or_to_come_again() {
    let stack = stack().await;
    let door = stack.door(Channel::Standard).with_sns(Arc::new(ByBody));
    let post = |id: &str, body: &str| request(&format!("standard/{id}"), Default::default(), body);
    let received = door.receive_request(post("topic", "good")).await.unwrap();
    assert_eq!((received.status(), received.body.bytes()), ("stored", &b"good"[..]));
    assert_eq!(told(&door, post("topic", "good")).await.1["status"], "duplicate");
    assert_eq!(told(&door, post("topic", "bad")).await.0, 401);
    let (status, later) = told(&door, post("topic", "later")).await;
    assert_eq!((status, &later["error"]), (503, &json!("unavailable")));
    assert_eq!(door.receive_request(post("topic", "later")).await.unwrap_err().code(), "certificate_unavailable");
    // Who may send nothing learns nothing of certificates either.
    assert_eq!(told(&door, post("off", "later")).await.0, 401);
    assert_eq!(stack.rows("deliveries").await.len(), 1);
}

#[tokio::test]
async fn a_door_that_cannot_check_messages_takes_none() {
    let stack = stack().await;
    let door = stack.door(Channel::Standard);
    let refused = door.receive_request(request("standard/topic", Default::default(), "good")).await.unwrap_err();
    assert_eq!((refused.code(), refused.is_final()), ("no_verifier", true));
    assert_eq!(stack.rows("deliveries").await.len(), 0);
}
