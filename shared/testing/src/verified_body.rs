//! Verified bodies for tests.

use signatures::{Scheme, Verification, Verified, hmac_sha256};
use types::secret::Secret;
use types::time::Clock;

/// Signs and verifies a body, for tests of the steps after verification.
pub fn verified_body(body: &[u8]) -> (Verified, Verification) {
    let scheme = Scheme::HmacSha256(hmac_sha256::Settings::base64_in("x-signature"));
    let (secret, now) = (Secret::new("secret"), Clock::system().now());
    let headers = scheme.sign(&secret, "1", now, body).expect("base64 is a header value");
    scheme.verify_signature(&[secret], &headers, body.to_vec(), now).expect("it was signed just now")
}
