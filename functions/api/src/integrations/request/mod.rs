//! The bodies of requests about integrations. They are read field by field, so that an error names the field.

mod access_token;
mod create;
mod fees;
mod members;
mod object_reader;
mod rotate_secret;
mod secrets;
mod update;
mod webhook_settings;

pub(crate) use create::CreateIntegrationRequest;
pub(super) use members::check_members;
pub(crate) use rotate_secret::RotateSecretRequest;
pub(super) use secrets::{RequestedSecret, check_secrets};
pub(crate) use update::UpdateIntegrationRequest;
pub(super) use webhook_settings::check_webhook_settings;

/// The bounds of the fields, for docs/openapi.json.
#[cfg(feature = "openapi")]
pub(crate) mod bounds {
    pub(crate) use super::access_token::TOKEN_BYTES;
    pub(crate) use super::members::{MAX_MEMBERS, MAX_USER_CHARS};
    pub(crate) use super::rotate_secret::MAX_OVERLAP_SECONDS;
    pub(crate) use super::secrets::{MAX_SECRETS, SECRET_BYTES};
}
