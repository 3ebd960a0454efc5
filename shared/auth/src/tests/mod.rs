//! Tests of the whole verification, with tokens that are signed here and a source of keys that counts its fetches.
//!
//! The PEM files in this folder are for these tests only.

mod issuer;
mod keys;
mod tokens;
