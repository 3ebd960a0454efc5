//! A verifier with keys, certificates, messages, and a source of certificates that can fail.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use http::HeaderMap;
use serde_json::Value;
use signatures::sns::Settings;
use signatures::{SignedRequest, SnsVerifyError, Verification};
use types::time::Time;

use crate::signer::SnsSigner;
use crate::{CertificateUrl, FetchCertificate, FetchCertificateError, Kind, Message, SignatureVersion, SnsVerifier};

/// The current time in these tests.
pub(super) const NOW: &str = "2026-11-02T04:45:00Z";
pub(super) const TOPIC: &str = "arn:aws:sns:ap-south-1:111122223333:spapi-bridge";
pub(super) const URL: &str =
    "https://sns.ap-south-1.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem";

pub(super) static SIGNER: LazyLock<SnsSigner> = LazyLock::new(|| SnsSigner::from_pem(include_str!("key.pem")).unwrap());
pub(super) static OTHER_SIGNER: LazyLock<SnsSigner> =
    LazyLock::new(|| SnsSigner::from_pem(include_str!("other-key.pem")).unwrap());
/// Valid for the year 2026.
pub(super) static CERTIFICATE: LazyLock<String> =
    LazyLock::new(|| SIGNER.certificate(time("2026-01-01T00:00:00Z"), time("2026-12-31T23:59:59Z")).unwrap());
/// The certificate of the other key, valid for the year 2026.
pub(super) static OTHER_CERTIFICATE: LazyLock<String> =
    LazyLock::new(|| OTHER_SIGNER.certificate(time("2026-01-01T00:00:00Z"), time("2026-12-31T23:59:59Z")).unwrap());
/// A valid body, signed once for all tests that need only one.
pub(super) static BODY: LazyLock<Vec<u8>> = LazyLock::new(|| body(&notification(), SignatureVersion::Sha256));

pub(super) fn time(text: &str) -> Time {
    text.parse().unwrap()
}

/// `NOW` plus `seconds`.
pub(super) fn after(seconds: i64) -> Time {
    time(NOW).plus_millis(seconds * 1000)
}

pub(super) fn message(kind: Kind) -> Message {
    Message {
        kind,
        id: "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324".into(),
        topic_arn: TOPIC.into(),
        text: "{\"NotificationType\":\"ORDER_CHANGE\",\n \"name\":\"caf\u{e9}\"}".into(),
        timestamp: "2026-11-02T04:45:00.000Z".into(),
    }
}

pub(super) fn notification() -> Message {
    message(Kind::Notification { subject: Some("My subject".into()) })
}

pub(super) fn without_subject() -> Message {
    message(Kind::Notification { subject: None })
}

pub(super) fn subscription() -> Message {
    message(Kind::SubscriptionConfirmation { token: "2336412f37".into(), subscribe_url: confirm_url() })
}

pub(super) fn unsubscription() -> Message {
    message(Kind::UnsubscribeConfirmation { token: "2336412f37".into(), subscribe_url: confirm_url() })
}

fn confirm_url() -> String {
    format!("https://sns.ap-south-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn={TOPIC}&Token=2336412f37")
}

/// The body of `message`, signed with the right key.
pub(super) fn body(message: &Message, version: SignatureVersion) -> Vec<u8> {
    SIGNER.body(message, version, URL).unwrap()
}

/// The valid body after `change`.
pub(super) fn changed(change: impl FnOnce(&mut serde_json::Map<String, Value>)) -> Vec<u8> {
    let mut json: Value = serde_json::from_slice(&BODY).unwrap();
    change(json.as_object_mut().unwrap());
    json.to_string().into_bytes()
}

/// A source of certificates for tests.
#[derive(Default)]
pub(super) struct Source {
    documents: Mutex<HashMap<String, Result<Vec<u8>, FetchCertificateError>>>,
    fetches: AtomicUsize,
    /// A fetch waits while a test holds the write lock.
    pub(super) gate: tokio::sync::RwLock<()>,
}

impl FetchCertificate for Source {
    fn fetch<'a>(&'a self, url: &'a CertificateUrl) -> BoxFuture<'a, Result<Vec<u8>, FetchCertificateError>> {
        async {
            self.fetches.fetch_add(1, Ordering::SeqCst);
            // Concurrent callers run here, as they would during a real fetch.
            tokio::task::yield_now().await;
            let _guard = self.gate.read().await;
            self.documents.lock().unwrap().get(url.as_str()).cloned().unwrap_or(Err(FetchCertificateError::Status(404)))
        }
        .boxed()
    }
}

/// A verifier and its source of certificates.
pub(super) struct Bench {
    pub(super) verifier: SnsVerifier,
    pub(super) source: Arc<Source>,
}

impl Bench {
    /// A bench with the right certificate at `URL`.
    pub(super) fn new() -> Self {
        let source = Arc::new(Source::default());
        let bench = Self { verifier: SnsVerifier::new(Arc::clone(&source) as _), source };
        bench.publish(URL, Ok(CERTIFICATE.clone().into_bytes()));
        bench
    }

    /// A bench with `document` at `URL`.
    pub(super) fn with(document: impl Into<Vec<u8>>) -> Self {
        let bench = Self::new();
        bench.publish(URL, Ok(document.into()));
        bench
    }

    pub(super) fn publish(&self, url: &str, document: Result<Vec<u8>, FetchCertificateError>) {
        self.source.documents.lock().unwrap().insert(url.into(), document);
    }

    pub(super) fn fetches(&self) -> usize {
        self.source.fetches.load(Ordering::SeqCst)
    }

    pub(super) async fn verify(&self, body: &[u8]) -> Result<(Verification, Message), SnsVerifyError> {
        self.verify_at(body, time(NOW)).await
    }

    pub(super) async fn verify_at(&self, body: &[u8], now: Time) -> Result<(Verification, Message), SnsVerifyError> {
        self.verify_with(&HeaderMap::new(), body, now).await
    }

    pub(super) async fn verify_with(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: Time,
    ) -> Result<(Verification, Message), SnsVerifyError> {
        let settings = Settings::for_topics(vec!["arn:aws:sns:ap-south-1:111122223333:another".into(), TOPIC.into()]);
        self.verifier.verify_message(&settings, &SignedRequest { headers, body, now }).await
    }
}
