//! Trust in an answer: the channel itself was asked, over TLS, at its own domain and with the integration's own token.

use super::{Proof, Verified};
use crate::asking::Found;

/// Takes what the channel has answered. No request has this scheme, and no integration names it: only a source can make
/// what it takes.
pub(crate) fn trust(found: Found) -> (Verified, Proof) {
    (Verified(found.into_body()), Proof { event_id: None, body_authenticated: true, once: None })
}
