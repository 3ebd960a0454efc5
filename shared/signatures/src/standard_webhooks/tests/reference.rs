//! Beside the reference library, which reads the machine's clock: both judge the same request at the same time.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderValue};
use proptest::prelude::*;
use standardwebhooks::Webhook;
use types::secret::Secret;
use types::time::{Clock, Time};

use super::super::{ID, SIGNATURE, Settings, TIMESTAMP, sign, verify};
use crate::Signed;

/// A request as the reference library signs it, with the time it is signed for.
fn by_reference(secret: &str, id: &str, seconds: i64, body: &str) -> HeaderMap {
    let signature = Webhook::new(secret).unwrap().sign(id, seconds, body.as_bytes()).unwrap();
    let mut headers = HeaderMap::new();
    headers.insert(ID, id.parse().unwrap());
    headers.insert(TIMESTAMP, seconds.to_string().parse().unwrap());
    headers.insert(SIGNATURE, signature.parse().unwrap());
    headers
}

fn ours(secret: &str, headers: &HeaderMap, body: &[u8], now: Time) -> bool {
    verify(&Settings::default(), &[Secret::new(secret)], &Signed { headers, body, now }).is_ok()
}

fn theirs(secret: &str, headers: &HeaderMap, body: &[u8]) -> bool {
    Webhook::new(secret).unwrap().verify(body, headers).is_ok()
}

fn secret() -> impl Strategy<Value = String> {
    (any::<bool>(), prop::collection::vec(any::<u8>(), 1..80))
        .prop_map(|(prefix, key)| format!("{}{}", if prefix { "whsec_" } else { "" }, STANDARD.encode(key)))
}

/// Away from the edges, where a second may pass between the two judgements; the table beside has the edges.
fn offset() -> impl Strategy<Value = i64> {
    prop_oneof![3 => -290..290i64, 1 => 310..100_000i64, 1 => -100_000..-310i64]
}

/// One thing that may happen to a request on its way.
#[derive(Clone, Debug)]
enum Change {
    None,
    Body(usize, u32),
    Header(&'static str, usize, u32),
    Gone(&'static str),
    More(&'static str, String),
}

fn change() -> impl Strategy<Value = Change> {
    let header = || prop::sample::select(vec![ID, TIMESTAMP, SIGNATURE]);
    prop_oneof![
        Just(Change::None),
        (any::<usize>(), 0..8u32).prop_map(|(at, bit)| Change::Body(at, bit)),
        (header(), any::<usize>(), 0..8u32).prop_map(|(name, at, bit)| Change::Header(name, at, bit)),
        header().prop_map(Change::Gone),
        (header(), "[ ,v1a=+0]{1,6}").prop_map(|(name, text)| Change::More(name, text)),
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
        Change::Gone(name) => {
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
        Change::More(name, text) => (*name, edited(headers, *name, &|value| value.extend(text.bytes()))),
    };
    if let Some(value) = value {
        headers.insert(name, value);
    }
}

proptest! {
    #[test]
    fn what_the_reference_signs_is_accepted(secret in secret(), id in "[!-\\-/-~]{1,256}", offset in -290..290i64, body in any::<String>()) {
        let now = Clock::system().now();
        let headers = by_reference(&secret, &id, now.seconds() + offset, &body);
        let settings = Settings::default();
        let proof = verify(&settings, &[Secret::new(secret)], &Signed { headers: &headers, body: body.as_bytes(), now });
        prop_assert_eq!(proof.map(|proof| proof.event_id), Ok(Some(id)));
    }

    #[test]
    fn what_is_signed_here_the_reference_accepts(secret in secret(), id in "[!-\\-/-~]{1,256}", body in any::<String>()) {
        let now = Clock::system().now();
        let headers = sign(&Secret::new(secret.as_str()), &id, now, body.as_bytes()).unwrap();
        prop_assert!(theirs(&secret, &headers, body.as_bytes()));
    }

    #[test]
    fn what_the_reference_refuses_is_refused(signer in secret(), other in secret(), same in any::<bool>(), offset in offset(), body in any::<String>(), change in change()) {
        let now = Clock::system().now();
        let mut headers = by_reference(&signer, "msg_1", now.seconds() + offset, &body);
        let mut body = body.into_bytes();
        apply(&change, &mut headers, &mut body);
        let secret = if same { &signer } else { &other };
        prop_assert!(theirs(secret, &headers, &body) || !ours(secret, &headers, &body, now));
    }
}
