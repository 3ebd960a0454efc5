//! Trust in an answer: the channel itself was asked, over TLS, at its own domain and with the integration's own token.

use super::{Verification, Verified};
use crate::order_source::Found;

/// Takes what the channel has answered. No request has this scheme, and no integration names it: only a source can make
/// what it takes.
pub(crate) fn trust(found: Found) -> (Verified, Verification) {
    (Verified(found.into_body()), Verification { event_id: None, body_authenticated: true, once: None })
}
