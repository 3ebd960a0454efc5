//! A body that a channel's API returned. It has no signature: its authenticity rests on TLS to the channel's own domain and
//! on the integration's access token.

use crate::{Verification, Verified};

/// A body that a channel's API returned over TLS.
///
/// Only an order source makes one, from the response that it got. A request never becomes a `FetchedBody`, and no
/// integration can choose this kind of trust as its scheme.
#[derive(Debug, PartialEq, Eq)]
pub struct FetchedBody(Vec<u8>);

impl FetchedBody {
    /// Wraps the body of a response of the channel's API.
    pub fn from_response(body: Vec<u8>) -> Self {
        Self(body)
    }

    /// The length in bytes.
    pub fn len_bytes(&self) -> usize {
        self.0.len()
    }
}

/// Accepts a fetched body as verified.
pub fn trust_fetched(fetched: FetchedBody) -> (Verified, Verification) {
    (Verified(fetched.0), Verification { event_id: None, body_authenticated: true, nonce: None })
}
