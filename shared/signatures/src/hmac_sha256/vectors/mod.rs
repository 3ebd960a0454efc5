//! Bodies in Shopify's format, with the signatures that `openssl dgst -sha256 -hmac test_client_secret -binary` makes over
//! their exact bytes.

use super::*;

const SECRET: &str = "test_client_secret";

macro_rules! vector {
    ($name:literal, $bytes:literal, $signature:literal) => {
        ($name, include_bytes!(concat!("shopify-", $name, ".json")).as_slice(), $bytes, $signature)
    };
}

#[test]
fn known_vectors_are_signed_and_verified() {
    for (name, body, bytes, signature) in [
        vector!("customers-redact", 170, "yuk6GNLy5G5bp6y0eQBZUFX4rJxAOzQWdAfVjre0uqk="),
        vector!("inventory_levels-update", 219, "GOfaWEdlc7tE6E0CRiNG5KwtkHP/Ldgkj2t7Jiro6qE="),
        vector!("orders-create", 2433, "eLrwgg/z8/OE7xHXBzUSHjFzJdvguSFHQJnKkemLp2g="),
        vector!("products-update", 986, "8LeWiN9clnnyEsFzujzbjPLfIE8isjEsfhNDo2xBM08="),
        vector!("refunds-create", 1165, "COfyD/mgZtkE0Pf6Yd7ZOO14UKWeAFtQgut4qDYCaZE="),
    ] {
        assert_eq!(body.len(), bytes, "{name}");
        assert_eq!(sign(&Secret::new(SECRET), body), signature, "{name}");
        let verified = check(&Settings::base64_in("x-signature"), &[Secret::new(SECRET)], Some(signature), body);
        assert_eq!(verified, Ok(()), "{name}");
    }
}
