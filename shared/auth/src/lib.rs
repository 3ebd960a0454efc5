//! Authentication: verifies OIDC tokens against the keys of their issuer. Every function that people call uses this crate.
//!
//! Invariant: a [`Session`] exists only for a token whose signature, issuer, audience and times are verified.

mod bearer;
mod claims;
mod config;
mod error;
mod fetch;
mod http_keys;
mod jwk;
mod jwks_cache;
mod token;
mod user;
mod verifier;

#[cfg(test)]
mod tests;

pub use bearer::{SUBPROTOCOL, bearer};
pub use config::Config;
pub use error::AuthError;
pub use fetch::{FetchKeys, FetchKeysError};
pub use http_keys::HttpKeys;
pub use user::User;
pub use verifier::{Session, TokenVerifier};
