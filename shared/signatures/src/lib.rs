//! Signature schemes and the verified body.
//!
//! Invariants: only a verifier of this crate can make a [`Verified`] body, and the delivery log accepts nothing else. The
//! verifiers are [`Scheme::verify`], [`Scheme::verify_signature`], [`iam::verify`] and [`trust_fetched`]. Nothing here refers
//! to a channel.

mod constant_time;
mod fetched_body;
pub mod fklogin;
pub mod hmac_sha256;
pub mod iam;
mod prefix;
mod scheme;
pub mod sns;
mod sns_verification;
pub mod standard_webhooks;
pub mod static_token;
mod verification;
mod verify_error;

pub use fetched_body::{FetchedBody, trust_fetched};
pub use scheme::Scheme;
pub use sns_verification::{SnsVerifyError, VerifySns};
pub use verification::{Nonce, SignedRequest, Verification, Verified};
pub use verify_error::VerifyError;
