//! Which certificates are accepted, when they are fetched, and the effects of a failed fetch.

use std::time::Duration;

use signatures::{SnsVerifyError, VerifyError};
use x509_cert::der::asn1::BitString;
use x509_cert::spki::{AlgorithmIdentifierOwned, ObjectIdentifier, SubjectPublicKeyInfoOwned};

use super::bench::*;
use crate::fetch::MAX_CERTIFICATE_BYTES;
use crate::signer::SnsSigner;
use crate::{FetchCertificateError, SignatureVersion};

const MINUTE_SECONDS: i64 = 60;
const HOUR_SECONDS: i64 = 60 * MINUTE_SECONDS;
const DAY_SECONDS: i64 = 24 * HOUR_SECONDS;

fn url(number: usize) -> String {
    format!("https://sns.ap-south-1.amazonaws.com/SimpleNotificationService-{number}.pem")
}

/// The error of a verification whose certificate could not be fetched.
fn unavailable(error: FetchCertificateError) -> SnsVerifyError {
    SnsVerifyError::CertificateUnavailable(error.to_string())
}

fn body_of(url: &str) -> Vec<u8> {
    changed(|fields| drop(fields.insert("SigningCertURL".into(), url.into())))
}

#[tokio::test]
async fn certificate_is_fetched_once_for_concurrent_and_later_messages() {
    let bench = Bench::new();
    let checks = futures_util::future::join_all((0..50).map(|_| bench.verify(&BODY))).await;
    assert!(checks.iter().all(Result::is_ok));
    assert!(bench.verify_at(&BODY, after(DAY_SECONDS - 1)).await.is_ok());
    assert_eq!(bench.fetches(), 1);
    assert!(bench.verify_at(&BODY, after(DAY_SECONDS)).await.is_ok());
    assert_eq!(bench.fetches(), 2);
}

#[tokio::test]
async fn failed_fetch_is_transient_and_not_retried_immediately() {
    let bench = Bench::new();
    bench.publish(URL, Err(FetchCertificateError::Status(500)));
    let failed = Err(unavailable(FetchCertificateError::Status(500)));
    let checks = futures_util::future::join_all((0..50).map(|_| bench.verify(&BODY))).await;
    assert!(checks.iter().all(|check| *check == failed));
    assert_eq!(bench.verify_at(&BODY, after(4)).await, failed);
    assert_eq!(bench.fetches(), 1);
    bench.publish(URL, Ok(CERTIFICATE.clone().into_bytes()));
    assert!(bench.verify_at(&BODY, after(5)).await.is_ok());
    assert_eq!(bench.fetches(), 2);
}

#[tokio::test]
async fn canceled_fetch_is_not_retried_immediately() {
    let bench = Bench::new();
    let gate = bench.source.gate.write().await;
    assert!(tokio::time::timeout(Duration::from_millis(20), bench.verify(&BODY)).await.is_err());
    drop(gate);
    let canceled = unavailable(FetchCertificateError::Unreachable("the fetch was canceled".into()));
    assert_eq!(bench.verify(&BODY).await, Err(canceled));
    assert_eq!(bench.fetches(), 1);
    assert!(bench.verify_at(&BODY, after(5)).await.is_ok());
}

#[tokio::test]
async fn unusable_document_is_a_transient_error() {
    let (from, to) = (time("2026-01-01T00:00:00Z"), time("2026-12-31T23:59:59Z"));
    let short = SnsSigner::from_pem(include_str!("short-key.pem")).unwrap().certificate(from, to).unwrap();
    let curve = SubjectPublicKeyInfoOwned {
        algorithm: AlgorithmIdentifierOwned {
            oid: ObjectIdentifier::new_unwrap("1.2.840.10045.2.1"),
            parameters: None,
        },
        subject_public_key: BitString::from_bytes(&[4; 65]).unwrap(),
    };
    let curve = SIGNER.certificate_of(curve, from, to).unwrap();
    let large = format!("{}{}", CERTIFICATE.as_str(), "\n".repeat(MAX_CERTIFICATE_BYTES));
    let relabelled = CERTIFICATE.replace("CERTIFICATE", "PUBLIC KEY");
    for (document, error) in [
        (large, FetchCertificateError::TooLarge(MAX_CERTIFICATE_BYTES)),
        (short, FetchCertificateError::Document("its RSA key is too short or too long")),
        (curve, FetchCertificateError::Document("its key is not an RSA key")),
        (relabelled, FetchCertificateError::Document("it is not a PEM certificate")),
        ("<html>".into(), FetchCertificateError::Document("it is not a PEM certificate")),
        (String::new(), FetchCertificateError::Document("it is not a PEM certificate")),
    ] {
        assert_eq!(Bench::with(document).verify(&BODY).await, Err(unavailable(error)));
    }
}

#[tokio::test]
async fn certificate_is_accepted_exactly_within_its_dates() {
    let now = time(NOW);
    let certificate = |from: i64, to: i64| SIGNER.certificate(after(from), after(to)).unwrap();
    for (document, expected) in [
        (certificate(-DAY_SECONDS, -1), Err(VerifyError::CertificateExpired)),
        (certificate(-DAY_SECONDS, 0), Ok(())),
        (certificate(0, DAY_SECONDS), Ok(())),
        (certificate(1, DAY_SECONDS), Err(VerifyError::CertificateNotYetValid)),
    ] {
        let verified = Bench::with(document).verify_at(&BODY, now).await;
        assert_eq!(verified.map(drop), expected.map_err(SnsVerifyError::Rejected));
    }
}

#[tokio::test]
async fn expired_certificate_is_fetched_again_after_the_minimum_ttl() {
    let bench = Bench::with(SIGNER.certificate(after(-DAY_SECONDS), after(HOUR_SECONDS)).unwrap());
    assert!(bench.verify(&BODY).await.is_ok());
    assert!(bench.verify_at(&BODY, after(HOUR_SECONDS - 1)).await.is_ok());
    assert_eq!(bench.fetches(), 1);
    let expired = Err(SnsVerifyError::Rejected(VerifyError::CertificateExpired));
    assert_eq!(bench.verify_at(&BODY, after(HOUR_SECONDS + 1)).await, expired);
    assert_eq!(bench.fetches(), 2);
    // An expired certificate is not fetched for each message that names it.
    assert_eq!(bench.verify_at(&BODY, after(HOUR_SECONDS + MINUTE_SECONDS)).await, expired);
    assert_eq!(bench.fetches(), 2);
    bench.publish(URL, Ok(CERTIFICATE.clone().into_bytes()));
    assert!(bench.verify_at(&BODY, after(HOUR_SECONDS + 1 + MINUTE_SECONDS)).await.is_ok());
}

#[tokio::test]
async fn full_cache_evicts_the_least_recently_used_certificate() {
    let bench = Bench::new();
    for number in 0..11 {
        bench.publish(&url(number), Ok(CERTIFICATE.clone().into_bytes()));
    }
    for number in (0..10).chain([0, 10]) {
        assert!(bench.verify(&body_of(&url(number))).await.is_ok());
    }
    assert_eq!(bench.fetches(), 11);
    for (number, fetches) in [(0, 11), (2, 11), (10, 11), (1, 12)] {
        assert!(bench.verify(&body_of(&url(number))).await.is_ok());
        assert_eq!(bench.fetches(), fetches, "{number}");
    }
}

#[tokio::test]
async fn failed_fetches_evict_no_certificate() {
    let bench = Bench::new();
    assert!(bench.verify(&BODY).await.is_ok());
    for number in 0..100 {
        let invented = bench.verify(&body_of(&url(number))).await;
        assert_eq!(invented, Err(unavailable(FetchCertificateError::Status(404))));
    }
    assert!(bench.verify(&BODY).await.is_ok());
    assert_eq!(bench.fetches(), 101);
}

#[tokio::test]
async fn concurrent_fetches_are_bounded() {
    let bench = Bench::new();
    assert!(bench.verify(&BODY).await.is_ok());
    let bodies: Vec<_> = (0..20).map(|number| body_of(&url(number))).collect();
    let gate = bench.source.gate.write().await;
    let (results, ()) =
        tokio::join!(futures_util::future::join_all(bodies.iter().map(|body| bench.verify(body))), async {
            while bench.fetches() < 11 {
                tokio::task::yield_now().await;
            }
            // A cached certificate needs no fetch.
            assert!(bench.verify(&BODY).await.is_ok());
            drop(gate);
        });
    let busy = results.iter().filter(|result| **result == Err(unavailable(FetchCertificateError::Busy))).count();
    assert_eq!((busy, bench.fetches()), (10, 11));
}

#[tokio::test]
async fn certificates_are_cached_by_url() {
    let bench = Bench::new();
    bench.publish(&url(1), Ok(OTHER_CERTIFICATE.clone().into_bytes()));
    assert!(bench.verify(&BODY).await.is_ok());
    assert_eq!(bench.verify(&body_of(&url(1))).await, Err(SnsVerifyError::Rejected(VerifyError::SignatureWrong)));
    let of_other = OTHER_SIGNER.body(&notification(), SignatureVersion::Sha1, &url(1)).unwrap();
    assert!(bench.verify(&of_other).await.is_ok());
}
