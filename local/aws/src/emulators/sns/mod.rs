//! A small SNS for one machine: signs messages as SNS does, serves the certificate, and takes `ConfirmSubscription`.
//!
//! Who sets `AWS_ENDPOINT_URL_SNS` to it has certificates and confirmations from here. It delivers nothing by itself:
//! whoever asks for a message posts it.

mod confirm_subscription;
mod responses;
mod routes;
mod sign_request;
mod signing_key;
mod tokens;

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use shared::time::Clock;

use signing_key::SigningKey;
use tokens::Tokens;

pub use signing_key::KeyError;

/// Where it is on the gateway's port.
pub const PATH: &str = "/local/sns";

/// An SNS with one key and the tokens that it has given out. Cheap to clone.
#[derive(Clone, Debug)]
pub struct SnsEmulator {
    key: Arc<SigningKey>,
    tokens: Arc<Tokens>,
    clock: Clock,
}

impl SnsEmulator {
    /// An SNS whose key is kept in `data_dir/sns-key.pem`; the key is made if it is not there, which takes a moment of
    /// work. Tokens and subscriptions are kept in memory.
    ///
    /// # Errors
    /// [`KeyError`] if the file cannot be read or made, or holds no RSA key.
    pub fn open(data_dir: &Path, clock: Clock) -> Result<Self, KeyError> {
        Ok(Self { key: Arc::new(SigningKey::open(data_dir)?), tokens: Arc::default(), clock })
    }

    /// All of its routes, under [`PATH`]: only for loopback.
    pub fn local_routes(&self) -> Router {
        routes::local(self)
    }
}
