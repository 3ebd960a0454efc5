//! Any one flipped bit is refused.

use std::sync::LazyLock;

use proptest::prelude::*;
use tokio::runtime::{Builder, Runtime};

use super::super::{Message, SignatureVersion};
use super::bench::*;

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Builder::new_current_thread().build().unwrap());

/// All three types, in both versions.
static BODIES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let messages: [Message; 4] = [notification(), without_subject(), subscription(), unsubscription()];
    let both = [SignatureVersion::Sha1, SignatureVersion::Sha256];
    messages.iter().flat_map(|message| both.map(|version| body(message, version))).collect()
});

/// One for all cases, so that only the first fetches; what an invented URL leaves behind must not matter either.
static BENCH: LazyLock<Bench> = LazyLock::new(Bench::new);

proptest! {
    /// Names, values, signature, the certificate's URL and all that stands between them.
    #[test]
    fn any_flipped_bit_of_the_body_is_refused(which in 0..8_usize, at in any::<prop::sample::Index>(), bit in 0..8_u32) {
        let mut body = BODIES[which].clone();
        prop_assert!(RUNTIME.block_on(BENCH.verify(&body)).is_ok());
        let at = at.index(body.len());
        body[at] ^= 1 << bit;
        prop_assert!(RUNTIME.block_on(BENCH.verify(&body)).is_err());
    }

    /// Nothing that strangers send makes it panic.
    #[test]
    fn any_body_has_an_answer(body in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(RUNTIME.block_on(BENCH.verify(&body)).is_err());
    }
}
