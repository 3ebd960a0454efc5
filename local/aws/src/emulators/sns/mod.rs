//! An emulator of SNS for one machine: signs messages as SNS does, serves the certificate, and accepts `ConfirmSubscription`.
//!
//! A function whose `AWS_ENDPOINT_URL_SNS` points to it fetches certificates from it and confirms subscriptions with it. It
//! delivers nothing by itself: the caller that lets a message be signed posts it.

mod confirm_subscription;
mod responses;
mod routes;
mod sign_request;
mod signing_key;
mod tokens;

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use types::time::Clock;

use signing_key::SigningKey;
use tokens::Tokens;

pub use signing_key::KeyError;

/// Its path on the gateway's port.
pub const PATH: &str = "/local/sns";

/// The emulator with one key and the tokens that it has issued. Cheap to clone.
#[derive(Clone, Debug)]
pub struct SnsEmulator {
    key: Arc<SigningKey>,
    tokens: Arc<Tokens>,
    clock: Clock,
}

impl SnsEmulator {
    /// An emulator whose key is stored in `data_dir/sns-key.pem`; creating a missing key takes a moment. Tokens and
    /// subscriptions are kept in memory.
    ///
    /// # Errors
    /// [`KeyError`] if the file cannot be read or created, or holds no RSA key.
    pub fn open(data_dir: &Path, clock: Clock) -> Result<Self, KeyError> {
        Ok(Self { key: Arc::new(SigningKey::open(data_dir)?), tokens: Arc::default(), clock })
    }

    /// All routes, under [`PATH`]: only for loopback.
    pub fn local_routes(&self) -> Router {
        routes::local(self)
    }
}
