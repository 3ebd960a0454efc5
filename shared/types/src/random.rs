//! Random numbers and keys.

use ulid::Ulid;

/// A random number below `bound` (0 for a bound of 0). It spreads retries, so that they do not all come at the same time.
pub fn jitter(bound: u64) -> u64 {
    let random = u64::try_from(Ulid::generate().random() & u128::from(u64::MAX)).unwrap_or_default();
    random.checked_rem(bound).unwrap_or_default()
}

/// 32 unpredictable bytes, usable as a key: `ulid` uses a generator that the operating system seeds and that is
/// cryptographically secure (<https://docs.rs/rand/latest/rand/rngs/struct.ThreadRng.html>).
pub fn random_bytes() -> [u8; 32] {
    let mut bytes = [0; 32];
    for chunk in bytes.chunks_mut(8) {
        let random = Ulid::generate().random().to_be_bytes();
        // The lower 64 of the id's 80 random bits.
        chunk.copy_from_slice(&random[8..]);
    }
    bytes
}
