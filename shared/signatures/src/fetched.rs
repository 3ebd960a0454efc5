//! Trust in an answer: the channel itself was asked, over TLS, at its own domain and with the integration's own token.

use super::{Verification, Verified};
use crate::FetchedBody;

/// Takes what the channel has answered. No request has this scheme, and no integration names it: only a source can make
/// what it takes.
pub fn trust(found: FetchedBody) -> (Verified, Verification) {
    (Verified(found.into_body()), Verification { event_id: None, body_authenticated: true, once: None })
}
