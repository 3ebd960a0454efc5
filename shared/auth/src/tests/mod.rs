//! Tests of the whole check, with tokens signed here and keys handed over by a source that counts.
//!
//! The PEM files beside this one are for these tests only.

mod issuer;
mod keys;
mod tokens;
