//! The only comparison of secret-dependent bytes in the project.

use subtle::ConstantTimeEq;

/// Whether both are equal. The time depends only on their lengths.
pub(super) fn equal(left: &[u8], right: &[u8]) -> bool {
    left.ct_eq(right).into()
}
