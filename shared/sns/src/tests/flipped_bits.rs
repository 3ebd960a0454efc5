//! A body with any flipped bit is rejected.

use std::sync::LazyLock;

use proptest::prelude::*;
use tokio::runtime::{Builder, Runtime};

use super::bench::*;
use crate::{Message, SignatureVersion};

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Builder::new_current_thread().build().unwrap());

/// Messages of all three types, in both signature versions.
static BODIES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let messages: [Message; 4] = [notification(), without_subject(), subscription(), unsubscription()];
    let both = [SignatureVersion::Sha1, SignatureVersion::Sha256];
    messages.iter().flat_map(|message| both.map(|version| body(message, version))).collect()
});

/// Shared by all cases, so that only the first one fetches. It also shows that invented URLs leave no harmful state.
static BENCH: LazyLock<Bench> = LazyLock::new(Bench::new);

proptest! {
    /// Flips bits of names, values, signature, certificate URL and the characters between them.
    #[test]
    fn body_with_any_flipped_bit_is_rejected(which in 0..8_usize, at in any::<prop::sample::Index>(), bit in 0..8_u32) {
        let mut body = BODIES[which].clone();
        prop_assert!(RUNTIME.block_on(BENCH.verify(&body)).is_ok());
        let at = at.index(body.len());
        body[at] ^= 1 << bit;
        prop_assert!(RUNTIME.block_on(BENCH.verify(&body)).is_err());
    }

    #[test]
    fn arbitrary_body_is_rejected_without_panic(body in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(RUNTIME.block_on(BENCH.verify(&body)).is_err());
    }
}
