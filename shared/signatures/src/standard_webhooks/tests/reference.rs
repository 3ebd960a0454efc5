//! Comparison with the reference library. The reference library reads the machine's clock, so both implementations
//! verify each request at the same time.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderValue};
use proptest::prelude::*;
use standardwebhooks::Webhook;
use types::secret::Secret;
use types::time::{Clock, Time};

use super::super::{ID, SIGNATURE, Settings, TIMESTAMP, sign, verify};
use crate::SignedRequest;

/// A request that the reference library has signed, dated `seconds`.
fn signed_by_reference(secret: &str, id: &str, seconds: i64, body: &str) -> HeaderMap {
    let signature = Webhook::new(secret).unwrap().sign(id, seconds, body.as_bytes()).unwrap();
    let mut headers = HeaderMap::new();
    headers.insert(ID, id.parse().unwrap());
    headers.insert(TIMESTAMP, seconds.to_string().parse().unwrap());
    headers.insert(SIGNATURE, signature.parse().unwrap());
    headers
}

fn accepted_by_us(secret: &str, headers: &HeaderMap, body: &[u8], now: Time) -> bool {
    verify(&Settings::default(), &[Secret::new(secret)], &SignedRequest { headers, body, now }).is_ok()
}

fn accepted_by_reference(secret: &str, headers: &HeaderMap, body: &[u8]) -> bool {
    Webhook::new(secret).unwrap().verify(body, headers).is_ok()
}

fn secret() -> impl Strategy<Value = String> {
    (any::<bool>(), prop::collection::vec(any::<u8>(), 1..80))
        .prop_map(|(prefix, key)| format!("{}{}", if prefix { "whsec_" } else { "" }, STANDARD.encode(key)))
}

/// Offsets that are not near the limits: a second may pass between the two verifications. Other tests cover the limits.
fn offset() -> impl Strategy<Value = i64> {
    prop_oneof![3 => -290..290i64, 1 => 310..100_000i64, 1 => -100_000..-310i64]
}

/// One change of a request in transit.
#[derive(Clone, Debug)]
enum Change {
    None,
    Body(usize, u32),
    Header(&'static str, usize, u32),
    Removed(&'static str),
    Extended(&'static str, String),
}

fn change() -> impl Strategy<Value = Change> {
    let header = || prop::sample::select(vec![ID, TIMESTAMP, SIGNATURE]);
    prop_oneof![
        Just(Change::None),
        (any::<usize>(), 0..8u32).prop_map(|(at, bit)| Change::Body(at, bit)),
        (header(), any::<usize>(), 0..8u32).prop_map(|(name, at, bit)| Change::Header(name, at, bit)),
        header().prop_map(Change::Removed),
        (header(), "[ ,v1a=+0]{1,6}").prop_map(|(name, text)| Change::Extended(name, text)),
    ]
}

fn apply(change: &Change, headers: &mut HeaderMap, body: &mut [u8]) {
    let edited = |headers: &HeaderMap, name, edit: &dyn Fn(&mut Vec<u8>)| {
        let mut value = headers[name].as_bytes().to_vec();
        edit(&mut value);
        HeaderValue::from_bytes(&value).ok()
    };
    let (name, value) = match change {
        Change::None => return,
        Change::Body(at, bit) => {
            let length = body.len();
            return body.get_mut(at % length.max(1)).into_iter().for_each(|byte| *byte ^= 1 << bit);
        }
        Change::Removed(name) => {
            headers.remove(*name);
            return;
        }
        Change::Header(name, at, bit) => (
            *name,
            edited(headers, *name, &|value| {
                let at = at % value.len();
                value[at] ^= 1 << bit;
            }),
        ),
        Change::Extended(name, text) => (*name, edited(headers, *name, &|value| value.extend(text.bytes()))),
    };
    if let Some(value) = value {
        headers.insert(name, value);
    }
}

proptest! {
    #[test]
    fn request_signed_by_the_reference_is_accepted(secret in secret(), id in "[!-\\-/-~]{1,256}", offset in -290..290i64, body in any::<String>()) {
        let now = Clock::system().now();
        let headers = signed_by_reference(&secret, &id, now.seconds() + offset, &body);
        let settings = Settings::default();
        let verification = verify(&settings, &[Secret::new(secret)], &SignedRequest { headers: &headers, body: body.as_bytes(), now });
        prop_assert_eq!(verification.map(|verification| verification.event_id), Ok(Some(id)));
    }

    #[test]
    fn request_signed_here_is_accepted_by_the_reference(secret in secret(), id in "[!-\\-/-~]{1,256}", body in any::<String>()) {
        let now = Clock::system().now();
        let headers = sign(&Secret::new(secret.as_str()), &id, now, body.as_bytes()).unwrap();
        prop_assert!(accepted_by_reference(&secret, &headers, body.as_bytes()));
    }

    #[test]
    fn request_rejected_by_the_reference_is_rejected(signer in secret(), other in secret(), same in any::<bool>(), offset in offset(), body in any::<String>(), change in change()) {
        let now = Clock::system().now();
        let mut headers = signed_by_reference(&signer, "msg_1", now.seconds() + offset, &body);
        let mut body = body.into_bytes();
        apply(&change, &mut headers, &mut body);
        let secret = if same { &signer } else { &other };
        prop_assert!(accepted_by_reference(secret, &headers, &body) || !accepted_by_us(secret, &headers, &body, now));
    }
}
