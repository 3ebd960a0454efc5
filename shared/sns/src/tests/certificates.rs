//! Which certificates are taken, when they are fetched, and what happens if they cannot be.

use std::time::Duration;

use signatures::VerifyError;
use x509_cert::der::asn1::BitString;
use x509_cert::spki::{AlgorithmIdentifierOwned, ObjectIdentifier, SubjectPublicKeyInfoOwned};

use super::super::fetch::LARGEST;
use super::super::signer::SnsSigner;
use super::super::{FetchFailed, SignatureVersion, SnsVerifyError};
use super::bench::*;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

fn url(number: usize) -> String {
    format!("https://sns.ap-south-1.amazonaws.com/SimpleNotificationService-{number}.pem")
}

fn body_of(url: &str) -> Vec<u8> {
    changed(|fields| drop(fields.insert("SigningCertURL".into(), url.into())))
}

#[tokio::test]
async fn one_fetch_is_enough_for_many_at_once_and_later() {
    let bench = Bench::new();
    let checks = futures_util::future::join_all((0..50).map(|_| bench.verify(&BODY))).await;
    assert!(checks.iter().all(Result::is_ok));
    assert!(bench.verify_at(&BODY, after(DAY - 1)).await.is_ok());
    assert_eq!(bench.fetches(), 1);
    assert!(bench.verify_at(&BODY, after(DAY)).await.is_ok());
    assert_eq!(bench.fetches(), 2);
}

#[tokio::test]
async fn a_failed_fetch_is_no_verdict_and_is_not_tried_again_at_once() {
    let bench = Bench::new();
    bench.publish(URL, Err(FetchFailed::Status(500)));
    let unavailable = Err(SnsVerifyError::Unavailable(FetchFailed::Status(500)));
    let checks = futures_util::future::join_all((0..50).map(|_| bench.verify(&BODY))).await;
    assert!(checks.iter().all(|check| *check == unavailable));
    assert_eq!(bench.verify_at(&BODY, after(4)).await, unavailable);
    assert_eq!(bench.fetches(), 1);
    bench.publish(URL, Ok(CERTIFICATE.clone().into_bytes()));
    assert!(bench.verify_at(&BODY, after(5)).await.is_ok());
    assert_eq!(bench.fetches(), 2);
}

#[tokio::test]
async fn a_fetch_that_is_given_up_is_not_repeated_at_once() {
    let bench = Bench::new();
    let closed = bench.source.gate.write().await;
    assert!(tokio::time::timeout(Duration::from_millis(20), bench.verify(&BODY)).await.is_err());
    drop(closed);
    let unavailable = bench.verify(&BODY).await;
    assert!(matches!(unavailable, Err(SnsVerifyError::Unavailable(FetchFailed::Unreachable(_)))), "{unavailable:?}");
    assert_eq!(bench.fetches(), 1);
    assert!(bench.verify_at(&BODY, after(5)).await.is_ok());
}

#[tokio::test]
async fn a_document_that_is_no_certificate_of_use_is_no_verdict() {
    let (from, to) = (time("2026-01-01T00:00:00Z"), time("2026-12-31T23:59:59Z"));
    let short = SnsSigner::from_pem(include_str!("short-key.pem")).unwrap().certificate(from, to).unwrap();
    let curve = SubjectPublicKeyInfoOwned {
        algorithm: AlgorithmIdentifierOwned {
            oid: ObjectIdentifier::new_unwrap("1.2.840.10045.2.1"),
            parameters: None,
        },
        subject_public_key: BitString::from_bytes(&[4; 65]).unwrap(),
    };
    let curve = SENDER.certificate_of(curve, from, to).unwrap();
    let large = format!("{}{}", CERTIFICATE.as_str(), "\n".repeat(LARGEST));
    let relabelled = CERTIFICATE.replace("CERTIFICATE", "PUBLIC KEY");
    for (document, why) in [
        (large, FetchFailed::TooLarge(LARGEST)),
        (short, FetchFailed::Document("its RSA key is too short or too long")),
        (curve, FetchFailed::Document("its key is not for RSA")),
        (relabelled, FetchFailed::Document("it is no certificate in PEM")),
        ("<html>".into(), FetchFailed::Document("it is no certificate in PEM")),
        (String::new(), FetchFailed::Document("it is no certificate in PEM")),
    ] {
        assert_eq!(Bench::with(document).verify(&BODY).await, Err(SnsVerifyError::Unavailable(why)));
    }
}

#[tokio::test]
async fn the_dates_of_a_certificate_are_exact_to_the_second() {
    let now = time(NOW);
    let certificate = |from: i64, to: i64| SENDER.certificate(after(from), after(to)).unwrap();
    for (document, expected) in [
        (certificate(-DAY, -1), Err(VerifyError::CertificateExpired)),
        (certificate(-DAY, 0), Ok(())),
        (certificate(0, DAY), Ok(())),
        (certificate(1, DAY), Err(VerifyError::CertificateNotYetValid)),
    ] {
        let verified = Bench::with(document).verify_at(&BODY, now).await;
        assert_eq!(verified.map(drop), expected.map_err(SnsVerifyError::Refused));
    }
}

#[tokio::test]
async fn a_certificate_is_held_no_longer_than_it_is_valid() {
    let bench = Bench::with(SENDER.certificate(after(-DAY), after(HOUR)).unwrap());
    assert!(bench.verify(&BODY).await.is_ok());
    assert!(bench.verify_at(&BODY, after(HOUR - 1)).await.is_ok());
    assert_eq!(bench.fetches(), 1);
    let expired = Err(SnsVerifyError::Refused(VerifyError::CertificateExpired));
    assert_eq!(bench.verify_at(&BODY, after(HOUR + 1)).await, expired);
    assert_eq!(bench.fetches(), 2);
    // And one that is no longer valid is not fetched for each message that names it.
    assert_eq!(bench.verify_at(&BODY, after(HOUR + MINUTE)).await, expired);
    assert_eq!(bench.fetches(), 2);
    bench.publish(URL, Ok(CERTIFICATE.clone().into_bytes()));
    assert!(bench.verify_at(&BODY, after(HOUR + 1 + MINUTE)).await.is_ok());
}

#[tokio::test]
async fn ten_certificates_are_held_and_the_one_used_longest_ago_makes_room() {
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
async fn urls_that_fail_push_no_certificate_out() {
    let bench = Bench::new();
    assert!(bench.verify(&BODY).await.is_ok());
    for number in 0..100 {
        let invented = bench.verify(&body_of(&url(number))).await;
        assert_eq!(invented, Err(SnsVerifyError::Unavailable(FetchFailed::Status(404))));
    }
    assert!(bench.verify(&BODY).await.is_ok());
    assert_eq!(bench.fetches(), 101);
}

#[tokio::test]
async fn at_most_ten_certificates_are_fetched_at_the_same_time() {
    let bench = Bench::new();
    assert!(bench.verify(&BODY).await.is_ok());
    let bodies: Vec<_> = (0..20).map(|number| body_of(&url(number))).collect();
    let closed = bench.source.gate.write().await;
    let (answers, ()) =
        tokio::join!(futures_util::future::join_all(bodies.iter().map(|body| bench.verify(body))), async {
            while bench.fetches() < 11 {
                tokio::task::yield_now().await;
            }
            // What is held needs no fetch.
            assert!(bench.verify(&BODY).await.is_ok());
            drop(closed);
        });
    let busy =
        answers.iter().filter(|response| **response == Err(SnsVerifyError::Unavailable(FetchFailed::Busy))).count();
    assert_eq!((busy, bench.fetches()), (10, 11));
}

#[tokio::test]
async fn each_url_has_its_own_certificate() {
    let bench = Bench::new();
    bench.publish(&url(1), Ok(OTHER_CERTIFICATE.clone().into_bytes()));
    assert!(bench.verify(&BODY).await.is_ok());
    assert_eq!(bench.verify(&body_of(&url(1))).await, Err(SnsVerifyError::Refused(VerifyError::SignatureWrong)));
    let of_other = OTHER.body(&notification(), SignatureVersion::Sha1, &url(1)).unwrap();
    assert!(bench.verify(&of_other).await.is_ok());
}
